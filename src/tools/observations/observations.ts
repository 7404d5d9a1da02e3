import { z } from 'zod'

import type {
  ObservationRow,
  ObservationsAnswer,
} from '../../query/observations/page/observations.js'
import type { ObservationArgs } from '../../query/observations/page/page.js'
import { decodeCursor, type CursorScope } from '../cursor.js'
import { dataType, refuseUnknownType } from './data-type.js'
import { keptApartNotice, noticeOf } from './kept-apart.js'
import { slimObservation, toWithheld, withheld } from './slim-rows.js'
import { inOrder, paged } from '../page.js'
import * as params from '../params.js'
import { fhirBundles, queries } from '../queries.js'
import { notVisible } from '../studies/studies.js'
import { timeZone } from './time-zone.js'
import { defineTool, type ToolResult, type ToolContext } from '../tool.js'
import { endMoment, startMoment, windowOf } from './window.js'

const input = z.strictObject({
  patient_id: params.patientId,
  study_id: params.plainStudyId.optional(),
  data_type: dataType.optional().describe('Name or code: blood-pressure, omh:heart-rate:2.0'),
  start: startMoment,
  end: endMoment,
  time_zone: timeZone,
  order: z.enum(['newest', 'oldest']).default('newest'),
  format: params.format,
  limit: params.limit.default(10),
  cursor: params.cursor.optional(),
})

const output = z.strictObject({
  observations: z
    .array(slimObservation)
    .meta({
      brief: 'effective null: time unreadable; reason: why value is null; recorded: when stored',
    })
    .optional(),
  bundle: params.bundle,
  withheld: z
    .array(withheld)
    .meta({ brief: 'What the patient has not agreed to share: data_type, reason' }),
  time_zone: z.string().optional(),
  truncated: params.truncated,
  next_cursor: params.nextCursor,
  notice: params.notice,
})

type Input = z.output<typeof input>
type Output = z.input<typeof output>

/** Refuses what is not within reach, and a data type that nobody knows. */
const check = <Row>(asked: Input, found: ObservationsAnswer<Row>): void => {
  if (!found.is_visible) throw notVisible('patient')
  refuseUnknownType(asked.data_type, found.other_types)
}

const positionIn =
  (order: Input['order']) =>
  ({ start_at, end_at, id }: ObservationRow) => ({
    at: start_at ?? end_at ?? (order === 'newest' ? '-infinity' : 'infinity'),
    id,
  })

const argsFor = (asked: Input, question: CursorScope, rows: number): ObservationArgs => {
  const after = decodeCursor(question, asked.cursor)
  return {
    patient_id: asked.patient_id,
    study_id: asked.study_id ?? null,
    data_type: asked.data_type ?? null,
    ...windowOf(asked.start, asked.end, asked.time_zone),
    after_at: after?.at ?? null,
    after_id: after?.id ?? null,
    limit: rows + 1,
  }
}

const run = async (asked: Input, context: ToolContext): Promise<ToolResult<Output>> => {
  const { ask, limits, viewer, fhirBase } = context
  const question = { viewer: viewer.subject, tool: 'get_patient_observations', input: asked }
  const limit = Math.min(asked.limit, limits.rows)
  const args = argsFor(asked, question, limit)
  const known = await queries()
  const page = { limit, question, position: positionIn(asked.order) }
  if (asked.format === 'fhir') {
    const { newestObservationsFhir, oldestObservationsFhir } = known
    const query = asked.order === 'newest' ? newestObservationsFhir : oldestObservationsFhir
    const found = await ask(query, args)
    check(asked, found)
    const { observationBundle } = await fhirBundles()
    return {
      isJson: true,
      ...paged({
        ...page,
        rows: found.observations,
        value: (rows, end) => ({
          bundle: observationBundle({ rows, fhirBase }, asked.patient_id, limits.bytes),
          withheld: found.withheld.map(toWithheld('patient')),
          time_zone: asked.time_zone,
          ...end,
          ...noticeOf(keptApartNotice(found.kept_apart)),
        }),
      }),
    }
  }
  const { notShownSentences, toSlim } = await import('./slim-observation.js')
  const { newestObservations, oldestObservations } = known
  const query = asked.order === 'newest' ? newestObservations : oldestObservations
  const found = await ask(query, args)
  check(asked, found)
  const short = inOrder(found.observations, (row) =>
    toSlim(row, { zone: asked.time_zone, fhirBase }),
  )
  return paged({
    ...page,
    rows: found.observations,
    value: ({ length }, end) => {
      const observations = short(length)
      return {
        observations,
        withheld: found.withheld.map(toWithheld('patient')),
        time_zone: asked.time_zone,
        ...end,
        ...noticeOf([...keptApartNotice(found.kept_apart), ...notShownSentences(observations)]),
      }
    },
  })
}

export const getPatientObservations = defineTool({
  name: 'get_patient_observations',
  set: 'default',
  access: 'Observation.r',
  title: 'Patient observations',
  description:
    'Single measurements of one patient, newest first, with units and times. Give data_type and a short window; the rest by cursor. Averages: summarize_observations; courses: get_observation_trend.',
  input,
  output,
  run,
})

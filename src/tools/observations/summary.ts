import { z } from 'zod'

import type { SummaryRow } from '../../query/observations/summary/summary.js'
import { dataType, refuseUnknownType } from './data-type.js'
import { indicatorSentence } from './glucose.js'
import { keptApartNotice } from './kept-apart.js'
import {
  filterOf,
  leftOutNotice,
  refuseInvisible,
  scopeOf,
  summaryValue,
  toSummaryValue,
  withoutNumber,
} from './value-statistics.js'
import type { Scope } from '../../permissions/readable-code.js'
import { toWithheld, withheld } from './slim-rows.js'
import * as params from '../params.js'
import { queries } from '../queries.js'
import { refuseOtherZone, timeIn, timeZone, zoneArgs } from './time-zone.js'
import { labelSources, sourcesNotice } from './source-labels.js'
import { defineTool } from '../tool.js'
import { twinsNotice } from './twin-codes.js'
import { endMoment, startMoment } from './window.js'

const coverage = z.strictObject({
  days_with_data: params.count,
  days: params.count,
  longest_gap_days: params.count,
})

const typeSummary = z.strictObject({
  data_type: z.string().nullable(),
  count: params.count,
  patients: params.count,
  first: z.string().nullable(),
  last: z.string().nullable(),
  values: z.array(summaryValue),
  coverage,
  sources: z.array(z.string()),
  no_number: params.count.optional(),
  unknown_time: params.count.optional(),
  future_time: params.count.optional(),
  retracted: params.count.optional(),
})

/** Days from the first reading to the last one. */
const daysBetween = ({ first, last }: SummaryRow): number =>
  first === null || last === null
    ? 0
    : Math.ceil((Date.parse(last) - Date.parse(first)) / 86_400_000)

const toType = (
  row: SummaryRow,
  { zone, scope }: { readonly zone: string; readonly scope: Scope },
): z.input<typeof typeSummary> => ({
  data_type: row.data_type,
  count: row.count,
  patients: row.patients,
  first: row.first === null ? null : timeIn(zone, row.first),
  last: row.last === null ? null : timeIn(zone, row.last),
  values: row.entries.map((entry) =>
    toSummaryValue(entry, labelSources(row.entries), {
      isOnePatient: scope === 'patient',
      count: row.count,
      days: daysBetween(row),
      usualDay: row.usual_day,
    }),
  ),
  coverage: {
    days_with_data: row.days_with_data,
    days: row.days,
    longest_gap_days: row.longest_gap_days,
  },
  sources: row.sources.slice(0, maxSources),
  ...withoutNumber(row),
  ...(row.unknown_time === 0 ? {} : { unknown_time: row.unknown_time }),
  ...(row.future_time === 0 ? {} : { future_time: row.future_time }),
  ...(row.retracted === 0 ? {} : { retracted: row.retracted }),
})

const maxSources = 20

const manySourcesNotice = (rows: readonly SummaryRow[]): readonly string[] =>
  rows.some(({ sources }) => sources.length > maxSources)
    ? [`Only ${maxSources} sources of a data type are shown; there are more.`]
    : []

const indicatorNotice = (types: readonly z.input<typeof typeSummary>[]): readonly string[] =>
  types.some(({ values }) => values.some(({ gmi }) => gmi !== undefined)) ? [indicatorSentence] : []

const cutNotice = (shown: number, all: number): readonly string[] =>
  shown === all
    ? []
    : [`Only ${shown} of ${all} data types are shown; ask for others by data_type.`]

/**
 * Statistics of the numbers that each data type is about, by unit and by the rules of the table of
 * statistic rules. Of a type that only this JHE knows, each `{value, unit}` and bare number at the
 * top of its body, by its key. Rows without a readable time
 * (`unknown_time`) count only where there is no window; rows in the future count and are told
 * (`future_time`); rows withdrawn as errors or cancelled do not count and are told (`retracted`); mean, median and sd have 8 digits.
 */
export const summarizeObservations = defineTool({
  name: 'summarize_observations',
  set: 'default',
  access: 'Observation.s',
  title: 'Summarize observations',
  description:
    'Statistics by data type of one patient_id or a whole study_id: mean, median, range, gaps.',
  input: z.strictObject({
    patient_id: params.plainPatientId.optional(),
    study_id: params.plainStudyId.optional(),
    data_type: dataType.optional(),
    start: startMoment,
    end: endMoment,
    time_zone: timeZone,
  }),
  output: z.strictObject({
    types: z.array(typeSummary).meta({
      brief:
        'values by name, unit, kind, source; of glucose percent_of_readings by range, cv, gmi; coverage, sources; if any unknown_time, future_time, retracted (as error), no_number',
    }),
    withheld: z.array(withheld).meta({ brief: '' }),
    time_zone: z.string(),
    truncated: z.boolean(),
    notice: params.notice,
  }),
  run: async (asked, { ask, now }) => {
    const scope = scopeOf(asked)
    const { summarizePatient, summarizeStudy } = await queries()
    const found = await ask(scope === 'patient' ? summarizePatient : summarizeStudy, {
      ...filterOf(asked),
      ...zoneArgs(asked.time_zone),
      now: now().toISOString(),
    })
    refuseInvisible(found, scope)
    refuseOtherZone(found)
    refuseUnknownType(asked.data_type, found.other_types)
    const to = (count: number) => {
      const shown = found.types.slice(0, count)
      const types = shown.map((row) => toType(row, { zone: asked.time_zone, scope }))
      const said = [
        ...keptApartNotice(found.kept_apart),
        ...leftOutNotice(shown),
        ...manySourcesNotice(shown),
        ...sourcesNotice(shown.flatMap(({ entries }) => entries)),
        ...twinsNotice(shown.map(({ data_type }) => data_type)),
        ...indicatorNotice(types),
        ...cutNotice(count, found.types.length),
      ]
      return {
        types,
        withheld: found.withheld.map(toWithheld(scope)),
        time_zone: asked.time_zone,
        truncated: count < found.types.length,
        ...(said.length === 0 ? {} : { notice: said.join(' ') }),
      }
    }
    return { value: to(found.types.length), shorten: { rows: found.types.length, to } }
  },
})

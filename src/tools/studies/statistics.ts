import { z } from 'zod'

import type { TypeStatisticsRow } from '../../query/studies/own-statistics.js'
import { keptApartNotice, noticeOf } from '../observations/kept-apart.js'
import * as params from '../params.js'
import { queries } from '../queries.js'
import { defineTool } from '../tool.js'

const typeCount = z.strictObject({
  code: z.string(),
  name: z.string(),
  observation_count: params.count.nullable(),
})

const toTypeCount = (row: TypeStatisticsRow): z.input<typeof typeCount> => ({
  code: row.code,
  name: row.name,
  observation_count:
    row.is_fhir_resource && row.observation_count === 0 ? null : row.observation_count,
})

const others = 'There are more data types than fit: get_study_metadata has those of one study.'

/** The viewer's studies in numbers. Only a resource asks it; no host lists it. */
export const ownStatistics = defineTool({
  name: 'own_statistics',
  set: 'default',
  access: 'Observation.s',
  title: 'Your studies in numbers',
  description: 'How many studies, patients and observations by data type you can read now.',
  input: z.strictObject({}),
  output: z.strictObject({
    study_count: params.count,
    patient_count: params.count.nullable(),
    observation_count: params.count,
    data_types: z.array(typeCount),
    newest_recorded: z.string().nullable(),
    truncated: params.truncated,
    notice: params.notice,
  }),
  run: async (_input, { ask, limits }) => {
    const { ownStatistics: query } = await queries()
    const { study_count, patient_count, data_types, newest_recorded } = await ask(query, {})
    const kept = data_types.filter(({ is_fhir_resource }) => is_fhir_resource)
    const to = (rows: number) => {
      const truncated = data_types.length > rows
      return {
        study_count,
        patient_count,
        observation_count: data_types.reduce((sum, row) => sum + row.observation_count, 0),
        data_types: data_types.slice(0, rows).map(toTypeCount),
        newest_recorded: newest_recorded === null ? null : new Date(newest_recorded).toISOString(),
        truncated,
        ...noticeOf([
          ...keptApartNotice(kept.map(({ code }) => code)),
          ...(truncated ? [others] : []),
        ]),
      }
    }
    const shown = Math.min(data_types.length, limits.rows)
    return { value: to(shown), shorten: { rows: shown, to } }
  },
})

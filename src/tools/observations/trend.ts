import { decodeCursor } from '../cursor.js'
import { defineTool } from '../tool.js'
import { overTheDay } from './trend/over-the-day.js'
import { overTime } from './trend/over-time.js'
import { trendInput, trendOutput } from './trend/trend-schema.js'
import { scopeOf } from './value-statistics.js'

/**
 * Buckets are in order; what has no rows is not among them. Weeks start on Monday. A short name that
 * stands for several codes has buckets of each, with their `data_type`.
 *
 * `time_of_day` puts the readings of all days of the window together by the hour that the clocks of
 * the zone show when they start: `start` and `end` are hours of the clock, `days` the days that have
 * readings in that hour, `p05` to `p95` percentiles between readings (`percentile_cont`). Readings
 * in the future, observations longer than an hour and groups of fewer than 5 readings are in no
 * hour, and are told.
 */
export const getObservationTrend = defineTool({
  name: 'get_observation_trend',
  set: 'default',
  access: 'Observation.s',
  title: 'Trend of observations',
  description:
    'How numbers of one patient_id or a whole study_id went over time. Empty buckets are left out. Default window: latest 7 days by hour, 90 days, 52 weeks, 36 months, 14 days by time_of_day.',
  input: trendInput,
  output: trendOutput,
  run: async (asked, context) => {
    const scope = scopeOf(asked)
    const cursor = { viewer: context.viewer.subject, tool: 'get_observation_trend', input: asked }
    const after = decodeCursor(cursor, asked.cursor)
    const question = { asked, context, scope, cursor, after }
    return asked.bucket === 'time_of_day'
      ? await overTheDay(question)
      : await overTime(question, asked.bucket)
  },
})

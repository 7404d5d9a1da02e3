import { decodeCursor } from '../cursor.js'
import { defineTool } from '../tool.js'
import { trendInput, trendOutput } from './trend/trend-schema.js'
import { scopeOf } from './value-statistics.js'

/**
 * Buckets are in order; what has no rows is not among them. Weeks start on Monday. A short name that
 * stands for several codes has buckets of each, with their `data_type`.
 *
 * Numbers that add up have a `sum` for each source. `overlaps` says how many numbers of a sum begin
 * at the same moment as others of the same patient, source, name, unit and kind, or before those
 * end, so that the sum may count the same time twice; `totals` are over sources, only where no two
 * numbers of the bucket overlap, of whichever source. What adds up is of the bucket that it begins in
 * alone: what began before the window is in none (`began_before`).
 *
 * Sleep is of the bucket of waking, with its stages beside the total; a bucket of a day that has a
 * night, not only naps, is called by it (`night`: `27 -> 28 Nov`).
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
    'How numbers of one patient_id or a whole study_id went over time. Empty buckets are left out. Default: latest 7 days by hour, 90 days, 52 weeks, 36 months, 14 days by time_of_day.',
  input: trendInput,
  output: trendOutput,
  run: async (asked, context) => {
    const scope = scopeOf(asked)
    const cursor = { viewer: context.viewer.subject, tool: 'get_observation_trend', input: asked }
    const after = decodeCursor(cursor, asked.cursor)
    const question = { asked, context, scope, cursor, after }
    if (asked.bucket === 'time_of_day') {
      const { overTheDay } = await import('./trend/over-the-day.js')
      return await overTheDay(question)
    }
    const { overTime } = await import('./trend/over-time.js')
    return await overTime(question, asked.bucket)
  },
})

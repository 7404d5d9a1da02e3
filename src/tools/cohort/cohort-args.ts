import type { CohortArgs } from '../../query/cohort/cohort-args.js'
import { zoneArgs } from '../observations/time-zone.js'
import { windowOf } from '../observations/window.js'
import { seriesOf, type Series } from './series.js'
import type { Criterion, SeriesQuestion } from './statistics.js'

/** A question about the patients of a study. */
export interface CohortQuestion {
  readonly study_id: number
  readonly start?: string | undefined
  readonly end?: string | undefined
  readonly time_zone: string
  readonly main: SeriesQuestion
  readonly where: readonly Criterion[]
  readonly partOfDay?: 'day' | 'night' | undefined
  readonly isByMonth?: boolean
}

/** What is needed of each patient besides the numbers. */
export interface CohortNeeds {
  readonly days?: boolean
}

/** The series of a question, and which of them each criterion is judged by, from 1. */
interface Plan {
  readonly series: readonly Series[]
  readonly criterionSeries: readonly number[]
}

/** Limits matter only to a share, so that other criteria share the series of their number. */
const isMetBy = (asked: Criterion, wanted: Series, known: Series): boolean => {
  const { dataType, value, units } = wanted
  const isSame = known.dataType === dataType && known.value === value
  return isSame && (asked.stat !== 'share' || JSON.stringify(known.units) === JSON.stringify(units))
}

const planOf = ({ main, where, partOfDay, isByMonth = false }: CohortQuestion): Plan => {
  const series: Series[] = [seriesOf(main)]
  const first = partOfDay !== undefined || isByMonth ? 1 : 0
  const criterionSeries = where.map((asked, place) => {
    const wanted = seriesOf(asked, `where[${place}]`)
    const at = series.findIndex((known, i) => i >= first && isMetBy(asked, wanted, known))
    return at >= 0 ? at + 1 : series.push(wanted)
  })
  return { series, criterionSeries }
}

const conversionArgs = (series: readonly Series[]) => {
  const rows = series.flatMap(({ units }, i) => units.map((unit) => ({ ...unit, n: i + 1 })))
  const limit = (at: 0 | 1 | 2 | 3) => rows.map(({ limits }) => limits[at])
  return {
    conversion_series: rows.map(({ n }) => n),
    conversion_units: rows.map(({ unit }) => unit),
    conversion_factors: rows.map(({ factor }) => factor),
    conversion_offsets: rows.map(({ offset }) => offset),
    limits_0: limit(0),
    limits_1: limit(1),
    limits_2: limit(2),
    limits_3: limit(3),
  }
}

/**
 * A question in a statement's arguments, and the series that it asks of each patient, the first of
 * them that of `main`.
 * @param now ISO 8601
 * @throws JheError INPUT_INVALID for a window, a number or limits that are none
 */
export function cohortArgs(
  asked: CohortQuestion,
  needs: CohortNeeds,
  now: string,
): { readonly args: CohortArgs; readonly series: readonly Series[] } {
  const { series, criterionSeries } = planOf(asked)
  const { main, where } = asked
  const uses = (stat: string) => [main, ...where].some((one) => one.stat === stat)
  const hasGlucose = series[0]?.isGlucose === true
  const args = {
    patient_id: null,
    study_id: asked.study_id,
    ...windowOf(asked.start, asked.end, asked.time_zone),
    ...zoneArgs(asked.time_zone),
    now,
    series_types: series.map(({ dataType }) => dataType),
    series_values: series.map(({ value }) => value),
    series_units: series.map(({ unit }) => unit),
    ...conversionArgs(series),
    criterion_series: criterionSeries,
    criterion_stats: where.map(({ stat }) => stat),
    criterion_ops: where.map(({ op }) => op),
    criterion_numbers: where.map(({ number }) => number),
    part_of_day: asked.partOfDay ?? null,
    by_month: asked.isByMonth ?? false,
    needs_last: uses('last'),
    needs_days: needs.days ?? uses('days'),
    needs_step: hasGlucose,
  }
  return { args, series }
}

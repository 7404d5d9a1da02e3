import { groupBy } from './group-by.js'
import { near } from './near.js'

/** A reading at an instant. */
export interface Reading {
  readonly at: string
  readonly value: number
  readonly unit: string
}

/** What the clocks of a zone show: the date and the hour. */
export const clockOf = (
  zone: string,
  at: string,
): { readonly day: string; readonly hour: number } => {
  const shown = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(new Date(at))
  return { day: shown.slice(0, 10), hour: Number(shown.slice(11, 13)) }
}

/** The percentile between two neighbours, as `percentile_cont` has it. */
const percentile = (numbers: readonly number[], share: number): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const lower = sorted[Math.floor(place)] ?? NaN
  const upper = sorted[Math.ceil(place)] ?? NaN
  return lower + (place - Math.floor(place)) * (upper - lower)
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

/** What an answer by the time of day must tell of readings, and how much of them it must leave out. */
export function foldHours(readings: readonly Reading[], zone: string, name: string) {
  const hours = groupBy(readings, ({ at }) => String(clockOf(zone, at).hour).padStart(2, '0'))
  const groups = hours.map(([hour, own]) => ({
    hour,
    own,
    units: groupBy(own, ({ unit }) => unit),
  }))
  const thin = groups.flatMap(({ units }) => units.filter(([, of]) => of.length < 5))
  const buckets = groups.map(({ hour, own, units }) => ({
    start: `${hour}:00`,
    end: `${String(Number(hour) + 1).padStart(2, '0')}:00`,
    count: own.length,
    days: new Set(own.map(({ at }) => clockOf(zone, at).day)).size,
    values: units
      .filter(([, of]) => of.length >= 5)
      .toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
      .map(([unit, of]) => {
        const numbers = of.map(({ value }) => value)
        const at = (share: number) => near(percentile(numbers, share))
        return {
          ...{ name, unit },
          ...(of.length === own.length ? {} : { count: of.length }),
          mean: near(sum(numbers) / numbers.length),
          min: Math.min(...numbers),
          max: Math.max(...numbers),
          ...{ p05: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) },
        }
      }),
  }))
  return {
    buckets: buckets
      .filter(({ values }) => values.length > 0)
      .toSorted((a, b) => (a.start < b.start ? -1 : 1)),
    thin: { groups: thin.length, readings: thin.flatMap(([, of]) => of).length },
  }
}

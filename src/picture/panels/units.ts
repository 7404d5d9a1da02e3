import { groupOf, type Group, type Point } from '../answer/trend-answer.js'

/** Parts of an hour, by unit: long times are read in hours. */
const hours: Readonly<Record<string, number>> = {
  sec: 1 / 3600,
  s: 1 / 3600,
  min: 1 / 60,
  ms: 1 / 3_600_000,
}

/** From here a time is shown in hours. */
const shownInHours = 1

/** What makes hours of a unit of time; undefined for any other unit. */
const factorOf = (unit: string | null): number | undefined =>
  unit !== null && Object.hasOwn(hours, unit) ? hours[unit] : undefined

/**
 * What makes hours of numbers of a unit, where they are read in hours.
 * @param largest of the numbers
 * @returns undefined for what is shown in its own unit
 */
export const hourFactor = (unit: string | null, largest: number): number | undefined => {
  const factor = factorOf(unit)
  return factor === undefined || largest * factor < shownInHours ? undefined : factor
}

const scaled = ({ slot, count, numbers }: Point, factor: number): Point => ({
  slot,
  count,
  numbers: Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, value * factor] as const),
  ),
})

const largestOf = ({ points }: Group): number =>
  points.reduce((most, { numbers: { mean = 0 } }) => Math.max(most, Math.abs(mean)), 0)

/** Groups of times, in hours where one of them is an hour at least; all others as they are. */
export function inHours(groups: readonly Group[]): readonly Group[] {
  const largest = groups.reduce((most, group) => Math.max(most, largestOf(group)), 0)
  const factor = hourFactor(groups[0]?.unit ?? null, largest)
  if (factor === undefined) return groups
  return groups.map((group) =>
    groupOf(
      { ...group, unit: 'h' },
      group.points.map((point) => scaled(point, factor)),
    ),
  )
}

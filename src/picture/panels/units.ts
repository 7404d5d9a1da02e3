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

const factorOf = (unit: string | null): number | undefined =>
  unit !== null && Object.hasOwn(hours, unit) ? hours[unit] : undefined

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
  const factor = factorOf(groups[0]?.unit ?? null)
  if (factor === undefined) return groups
  if (groups.every((group) => largestOf(group) * factor < shownInHours)) return groups
  return groups.map((group) =>
    groupOf(
      { ...group, unit: 'h' },
      group.points.map((point) => scaled(point, factor)),
    ),
  )
}

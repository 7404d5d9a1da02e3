/**
 * Which of some things in time is nearest to an instant; the first of several.
 * @param middleOf where one stands
 * @returns its index; 0 where there is none
 */
export function nearest<T>(
  things: readonly T[],
  middleOf: (thing: T) => number,
  instant: number,
): number {
  const distances = things.map((thing) => Math.abs(middleOf(thing) - instant))
  return distances.reduce(
    (best, distance, at) => (distance < (distances[best] ?? Infinity) ? at : best),
    0,
  )
}

/** From numbers of an answer to pixels. */
export type Scale = (value: number) => number

/** A scale that stays within its pixels, whatever it is given. */
export function linear(
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
): Scale {
  const size = high - low
  const [least, most] = [Math.min(from, to), Math.max(from, to)]
  return (value) => {
    const part = size === 0 ? 0.5 : (value - low) / size
    return Math.min(Math.max(from + part * (to - from), least), most)
  }
}

import { pixel } from '../tree.js'

/** A place in pixels. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** Each place once, to half a pixel: what lies under another cannot be seen. */
export function distinct(places: readonly Place[]): readonly Place[] {
  const seen = new Set<string>()
  return places.filter(({ x, y }) => {
    const key = `${Math.round(x * 2)} ${Math.round(y * 2)}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** ▼ with its tip at each place. */
export const downward = (places: readonly Place[], size: number): string =>
  distinct(places)
    .map(
      ({ x, y }) =>
        `M${pixel(x - size)} ${pixel(y - size * 0.8)}h${size * 2}l${-size} ${pixel(size * 1.6)}z`,
    )
    .join('')

/** ▲ with its middle at each place. */
export const upward = (places: readonly Place[], size: number): string =>
  distinct(places)
    .map(
      ({ x, y }) =>
        `M${pixel(x - size)} ${pixel(y + size * 0.8)}h${size * 2}l${-size} ${pixel(-size * 1.6)}z`,
    )
    .join('')

/** A round dot at each place, for a stroke with round ends. */
export const dots = (places: readonly Place[]): string =>
  distinct(places)
    .map(({ x, y }) => `M${pixel(x)} ${pixel(y)}h0`)
    .join('')

/** A rectangle of a path. */
export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Boxes as one path. */
export const boxes = (all: readonly Box[]): string =>
  all
    .map(({ left, right, top, bottom }) => {
      return `M${pixel(left)} ${pixel(top)}H${pixel(right)}V${pixel(bottom)}H${pixel(left)}z`
    })
    .join('')

/** Upright strokes as one path. */
export const strokes = (all: readonly Box[]): string =>
  all
    .map(({ left, right, top, bottom }) => {
      return `M${pixel((left + right) / 2)} ${pixel(top)}V${pixel(bottom)}`
    })
    .join('')

/** Lines from lower left to upper right within a box, five pixels apart. */
export function hatch({ left, right, top, bottom }: Box): string {
  const lines: string[] = []
  const height = bottom - top
  const distance = 6
  for (let start = left - height + distance; start < right; start += distance) {
    const from = Math.max(start, left)
    const to = Math.min(start + height, right)
    if (to <= from) continue
    lines.push(
      `M${pixel(from)} ${pixel(bottom - (from - start))}L${pixel(to)} ${pixel(bottom - (to - start))}`,
    )
  }
  return lines.join('')
}

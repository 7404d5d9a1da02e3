import { pixel } from '../tree.js'
import { distinct, type Place } from './shapes.js'

/** The corners of a shape around its middle, in parts of its size. */
type Polygon = readonly Place[]

const corners = (...numbers: readonly (readonly [number, number])[]): Polygon =>
  numbers.map(([x, y]) => ({ x, y }))

const round: Polygon = Array.from({ length: 16 }, (_, at) => ({
  x: Math.cos((at * Math.PI) / 8),
  y: Math.sin((at * Math.PI) / 8),
}))

/** Shapes that are told apart without colour: ● ■ ▲ ◆ ▼ ✚. */
const polygons: readonly Polygon[] = [
  round,
  corners([-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]),
  corners([0, -1.2], [1.15, 0.9], [-1.15, 0.9]),
  corners([0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]),
  corners([0, 1.2], [1.15, -0.9], [-1.15, -0.9]),
]

const cross: Polygon = corners(
  ...([
    [-0.4, -1.2],
    [0.4, -1.2],
    [0.4, -0.4],
    [1.2, -0.4],
    [1.2, 0.4],
    [0.4, 0.4],
    [0.4, 1.2],
    [-0.4, 1.2],
    [-0.4, 0.4],
    [-1.2, 0.4],
    [-1.2, -0.4],
    [-0.4, -0.4],
  ] as const),
)

/** Shapes that are one source's alone; all sources beyond them share the last, a cross. */
export const ownShapes = polygons.length

/** How far a shape reaches from its middle, in parts of its size. */
export const reach = 1.3

/** A shape at each place, as one path. */
export function polygonsAt(places: readonly Place[], shape: number, size: number): string {
  const polygon = polygons[shape] ?? cross
  return distinct(places)
    .map((place) => {
      const at = polygon.map(
        ({ x, y }) => `${pixel(place.x + x * size)} ${pixel(place.y + y * size)}`,
      )
      return `M${at.join('L')}z`
    })
    .join('')
}

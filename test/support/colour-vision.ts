type Triple = readonly [number, number, number]
type Matrix = readonly [Triple, Triple, Triple]

/** Full dichromacy as Machado, Oliveira and Fernandes (2009) model it, for linear sRGB. */
export const visions: Readonly<Record<string, Matrix>> = {
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  grey: [
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
  ],
}

const linear = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4

const channel = (hex: string, at: number): number =>
  linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255)

/** `#rrggbb` in linear light. */
const lightOf = (hex: string): Triple => [channel(hex, 1), channel(hex, 3), channel(hex, 5)]

const dot = ([a, b, c]: Triple, [x, y, z]: Triple): number => a * x + b * y + c * z

const times = ([first, second, third]: Matrix, triple: Triple): Triple => [
  dot(first, triple),
  dot(second, triple),
  dot(third, triple),
]

const toXyz: Matrix = [
  [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
]

const root = (value: number): number =>
  value > (6 / 29) ** 3 ? Math.cbrt(value) : value / (3 * (6 / 29) ** 2) + 4 / 29

/** A colour as CIELAB, white being that of D65. */
const labOf = (light: Triple): Triple => {
  const [x, y, z] = times(toXyz, light)
  const [fx, fy, fz] = [root(x), root(y), root(z)]
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]
}

/** The contrast of two colours as WCAG counts it: 1 to 21. @param a `#rrggbb` */
export function contrast(a: string, b: string): number {
  const weights: Triple = [0.2126, 0.7152, 0.0722]
  const [dark = 0, bright = 0] = [a, b]
    .map((hex) => dot(weights, lightOf(hex)))
    .toSorted((one, other) => one - other)
  return (bright + 0.05) / (dark + 0.05)
}

/** How far two colours are apart for somebody: dE of 1976; 2 can just be seen. @param a `#rrggbb` */
export function distanceFor(vision: Matrix, a: string, b: string): number {
  const [one, other] = [a, b].map((hex) => labOf(times(vision, lightOf(hex))))
  if (one === undefined || other === undefined) return 0
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])
}

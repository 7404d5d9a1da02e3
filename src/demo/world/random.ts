/** A source of numbers that are the same for the same seed, on every machine. */
export interface Random {
  /** From 0 up to but not 1. */
  next(): number
  between(low: number, high: number): number
  /** A whole number, both ends included. */
  whole(low: number, high: number): number
  /** Normally distributed. */
  normal(mean: number, deviation: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly [T, ...T[]]): T
  /** In the form of a random UUID (RFC 9562, version 4). */
  uuid(): string
}

/** FNV-1a, 32 bits. */
const hash = (text: string): number => {
  let state = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) {
    state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  }
  return state >>> 0
}

/** A small counter-based generator with a 32-bit state, good enough for an invented world. */
const generator = (seed: string): (() => number) => {
  let state = hash(seed)
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x1_0000_0000
  }
}

const hex = (value: number, digits: number): string =>
  Math.floor(value).toString(16).padStart(digits, '0')

/** Numbers for one purpose: a seed of its own keeps the others unmoved when one part changes. */
export function createRandom(seed: string): Random {
  const next = generator(seed)
  const between = (low: number, high: number): number => low + (high - low) * next()
  const whole = (low: number, high: number): number => Math.floor(between(low, high + 1))
  return {
    next,
    between,
    whole,
    normal: (mean, deviation) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    chance: (probability) => next() < probability,
    pick: (items) => items[whole(0, items.length - 1)] ?? items[0],
    uuid: () =>
      [
        hex(next() * 0x1_0000_0000, 8),
        hex(next() * 0x1_0000, 4),
        `4${hex(next() * 0x1000, 3)}`,
        hex(0x8000 + next() * 0x4000, 4),
        hex(next() * 0x100_0000, 6) + hex(next() * 0x100_0000, 6),
      ].join('-'),
  }
}

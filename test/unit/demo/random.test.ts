import { describe, expect, it } from 'vitest'

import { createRandom } from '../../../src/demo/world/random.js'

const take = <T>(count: number, draw: () => T): readonly T[] => Array.from({ length: count }, draw)

const numbersOf = (seed: string, count: number): readonly number[] => {
  const random = createRandom(seed)
  return take(count, () => random.next())
}

describe('the numbers of the demo', () => {
  it('are the same for the same seed and others for another', () => {
    expect(numbersOf('a', 20)).toEqual(numbersOf('a', 20))
    expect(numbersOf('a', 20)).not.toEqual(numbersOf('b', 20))
  })

  it('are spread evenly from 0 up to 1', () => {
    const numbers = numbersOf('even', 20_000)
    const tenths = Array.from({ length: 10 }, (_, tenth) =>
      numbers.filter((number) => Math.floor(number * 10) === tenth),
    )
    expect(tenths.every(({ length }) => length > 1800 && length < 2200)).toBe(true)
  })

  it('are normally distributed where asked', () => {
    const random = createRandom('normal')
    const numbers = take(20_000, () => random.normal(100, 15))
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
    const variance = numbers.reduce((sum, n) => sum + (n - mean) ** 2, 0) / numbers.length
    expect(mean).toBeGreaterThan(99)
    expect(mean).toBeLessThan(101)
    expect(Math.sqrt(variance)).toBeGreaterThan(14)
    expect(Math.sqrt(variance)).toBeLessThan(16)
  })

  it('reach both ends of a range of whole numbers', () => {
    const random = createRandom('whole')
    expect(new Set(take(200, () => random.whole(3, 6)))).toEqual(new Set([3, 4, 5, 6]))
  })

  it('make UUIDs of version 4, each once', () => {
    const random = createRandom('uuid')
    const uuids = take(5000, () => random.uuid())
    expect(new Set(uuids).size).toBe(5000)
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
    expect(uuids.filter((uuid) => !form.test(uuid))).toEqual([])
  })
})

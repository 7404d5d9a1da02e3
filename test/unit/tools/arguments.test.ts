import { expect, it } from 'vitest'
import { z } from 'zod'

import { readArguments } from '../../../src/tools/arguments.js'

it('arguments are read the same in every call of a tool', () => {
  const shape = { id: z.int(), text: z.string(), limit: z.int().optional() }
  const read = () => readArguments(shape, { id: '7', text: '7', limit: '', more: '' })
  const read2 = () => readArguments(shape, { id: 7, text: '', limit: null })
  for (let n = 0; n < 3; n += 1) {
    expect(read()).toEqual({ id: 7, text: '7', more: '' })
    expect(read2()).toEqual({ id: 7, text: '' })
  }
})

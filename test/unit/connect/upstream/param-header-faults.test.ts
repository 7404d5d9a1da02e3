import { describe, expect, it } from 'vitest'

import { paramHeaderFault } from '../../../../src/connect/upstream/http/param-header-faults.js'

const marked = (name: unknown, type: unknown = 'string') => ({ type, 'x-mcp-header': name })
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })

describe('parameters that are to be sent as headers', () => {
  it.each<readonly [string, unknown]>([
    ['none', object({ a: { type: 'string' } })],
    [
      'each of the types',
      object({ a: marked('A'), b: marked('B', 'integer'), c: marked('C', 'boolean') }),
    ],
    ['a deep one', object({ a: object({ b: marked('B') }) })],
    ['a parameter of that name', object({ 'x-mcp-header': { type: 'number' } })],
    ['data of that name', object({ a: { default: { 'x-mcp-header': '' }, enum: [marked('')] } })],
    ['no schema', undefined],
    ['a schema that is none', true],
  ])('are right: %s', (_what, schema) => {
    expect(paramHeaderFault(schema)).toBeUndefined()
  })

  it.each<readonly [string, unknown]>([
    ['an empty name', object({ a: marked('') })],
    ['no text as a name', object({ a: marked(7) })],
    ['a blank', object({ a: marked('My Region') })],
    ['a colon', object({ a: marked('Region:Primary') })],
    ['a letter beyond ASCII', object({ a: marked('Région') })],
    ['a tab', object({ a: marked('Region\t1') })],
    ['a line break', object({ a: marked('Region\r\nHost') })],
    ...['number', 'object', 'array', 'null', undefined, ['string', 'null']].map(
      (type) => [`the type ${String(type)}`, object({ a: { ...marked('A'), type } })] as const,
    ),
    ['the same twice', object({ a: marked('Region'), b: marked('Region') })],
    [
      'the same in other letters, deeper',
      object({ a: marked('MyField'), b: object({ c: marked('myfield') }) }),
    ],
    ['the whole', { ...object({}), 'x-mcp-header': 'A' }],
    ['elements of a list', object({ a: { type: 'array', items: marked('A') } })],
    ['a choice', object({ a: { anyOf: [{ type: 'null' }, marked('A')] } })],
    ['a condition', object({}, { if: object({ a: marked('A') }) })],
    ['a definition', object({ a: { $ref: '#/$defs/a' } }, { $defs: { a: marked('A') } })],
    ['properties of any name', object({}, { additionalProperties: marked('A') })],
    ['properties by pattern', object({}, { patternProperties: { '^a': marked('A') } })],
  ])('are wrong: %s', (_what, schema) => {
    expect(paramHeaderFault(schema)).toBeTypeOf('string')
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { renderText } from '../../../src/text/render.js'

const observations = [
  {
    id: 60001,
    effective: { at: '2026-03-04T12:15:00Z' },
    values: [
      { name: 'systolic', value: 124, unit: 'mmHg' },
      { name: 'diastolic', value: 79, unit: 'mmHg' },
    ],
    context: { body_posture: 'lying down' },
    source: null,
  },
  {
    id: 60002,
    effective: { start: '2026-03-04T22:00:00Z', end: '2026-03-05T06:00:00Z' },
    values: [
      { name: 'total_sleep_time', value: null, unit: 'h', reason: 'not a number' },
      { name: 'number_of_awakenings', value: 2, unit: null },
    ],
    context: {},
    source: 'Oura',
  },
]

describe('the text of an answer', () => {
  it('has the scalars first, then a line for each row', () => {
    const answer = { observations, withheld: [], truncated: false, next_cursor: null }
    expect(renderText(answer)).toBe(
      [
        'withheld: none',
        'truncated: false',
        'next_cursor: none',
        'observations[2]: id | effective.at | effective.start | effective.end | values | context.body_posture | source',
        '- 60001 | 2026-03-04T12:15:00Z |  |  | systolic 124 mmHg, diastolic 79 mmHg | lying down | none',
        '- 60002 |  | 2026-03-04T22:00:00Z | 2026-03-05T06:00:00Z | total_sleep_time none h reason="not a number", number_of_awakenings 2 |  | Oura',
      ].join('\n'),
    )
  })

  it('joins the keys of nested objects by dots', () => {
    expect(renderText({ id: 1, organization: { id: 2, name: 'Lab, west' }, empty: {} })).toBe(
      'id: 1\norganization.id: 2\norganization.name: Lab, west\nempty: none',
    )
  })

  it.each([
    [{ count: 0 }, 'count: 0'],
    [{ tags: ['a', 'b c', 'd,e', 7, null] }, 'tags: a, "b c", "d,e", 7, none'],
    [{ tags: ['none', '', 'a|b', '"'] }, 'tags: "none", "", a¦b, "\\""'],
    [{ mean: { value: [1, [2, 3]] } }, 'mean.value: 1, [2, 3]'],
    [{ mixed: [{ a: 1 }, 2] }, 'mixed: a=1, 2'],
    [
      { rows: [{ ids: [{ system: 'demo', value: 'x y' }] }] },
      'rows[1]: ids\n- system=demo value="x y"',
    ],
    [
      { rows: [{ v: [{ name: 'rate', unit: 'beats/min', mean: 64.5, n: [1] }] }] },
      'rows[1]: v\n- rate beats/min mean=64.5 n=[1]',
    ],
    [
      { rows: [{ v: [{ name: 'rate', value: { low: 1 }, unit: { x: 1 } }] }] },
      'rows[1]: v\n- name=rate value=(low=1) unit=(x=1)',
    ],
    [{ rows: [{ v: [{ name: 'rate', value: 1, unit: ['x'] }] }] }, 'rows[1]: v\n- rate 1 unit=[x]'],
    [
      { text: 'none', blank: '', quoted: '"none"' },
      'text: "none"\nblank: ""\nquoted: "\\"none\\""',
    ],
    [{ 'a.b': 1, a: { b: 2 }, '': 3, 'x: y': 4 }, 'a_b: 1\na.b: 2\n_: 3\nx_y: 4'],
    [{ gone: undefined, bar: 'a|b' }, 'bar: a¦b'],
    [[{ id: 1 }, { name: 'x' }], 'answer[2]: id | name\n- 1 | \n-  | x'],
    [{}, 'none'],
    ['just text', 'answer: just text'],
    [null, 'answer: none'],
  ])('of %j is %j', (value, expected) => {
    expect(renderText(value)).toBe(expected)
  })
})

/** What of a text is structure: the keys, the cells, and the items of a list of values. */
const structureOf = (text: string): readonly string[] =>
  text.split(/[\n\r\v\f\u0085\u2028\u2029]/).map((line) => {
    if (!line.startsWith('- '))
      return /^[^\s:]+\[\d+\]: /.test(line) ? line : line.replace(/: .*/, '')
    const cells = line.slice(2).split('|')
    const items = cells[1]?.replace(/"(?:[^"\\]|\\.)*"/g, 'text').replace(/[^\s,=()[\]]+/g, 'word')
    return `row of ${cells.length} with ${items ?? ''}`
  })

describe('T-D9: the structure of the text', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        '\n',
        '- ',
        ' | ',
        '|',
        ', ',
        '"',
        '\\',
        'none',
        ': ',
        '[2]',
        '=',
        '\u2028',
        'x',
        '\r',
        '\u0085',
      ),
    }),
    fc.constant('x\n- 60003 | systolic 50 mmHg\ntruncated: false'),
  )
  const build = (texts: readonly string[]) => ({
    name: texts[0],
    organization: { name: texts[1] },
    rows: [
      {
        note: texts[2],
        values: [
          { name: texts[3], value: 1, unit: texts[4] },
          { name: texts[5], value: null, reason: texts[6] },
        ],
        tail: texts[7],
      },
      { note: texts[8], values: [{ system: texts[9], value: texts[10] }], tail: null },
    ],
    one: [{ column: texts[11] }],
  })
  const size = 12

  it('cannot be forged by any text in it', () => {
    const expected = structureOf(renderText(build(Array.from({ length: size }, () => 'x'))))
    fc.assert(
      fc.property(fc.array(hostile, { minLength: size, maxLength: size }), (texts) => {
        expect(structureOf(renderText(build(texts)))).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })

  it('cannot be forged by any key either', () => {
    fc.assert(
      fc.property(hostile, hostile, (key, inner) => {
        const lines = renderText({ [`a${key}`]: 1, rows: [{ [inner]: 2, z: 3 }] }).split(
          /[\n\r\u0085\u2028]/,
        )
        expect(lines).toHaveLength(3)
        expect(lines[0]).toMatch(/^[^\s|:[]+: 1$/)
        expect(lines[1]).toMatch(/^rows\[1\]: [^\s|:[]+ \| [^\s|:[]+$/)
        expect(['- 2 | 3', '- 3 | 2']).toContain(lines[2])
      }),
    )
  })

  it('takes any value without an error, the same way each time', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(renderText(value)).toBe(renderText(value))
      }),
    )
  })

  it('loses no number', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1000, max: 9999 }), {
      minLength: 4,
      maxLength: 4,
    })
    fc.assert(
      fc.property(numbers, ([a, b, c, d]) => {
        const text = renderText({ a, x: { b }, rows: [{ c }, { other: [{ name: 'n', d }] }] })
        for (const number of [a, b, c, d]) expect(text).toContain(String(number))
      }),
    )
  })
})

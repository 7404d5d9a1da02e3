import { describe, expect, it } from 'vitest'

import { JheError } from '../../../src/errors.js'
import { createNoticeOf } from '../../../src/guard/notice/notice.js'
import { describeSchema } from '../../../src/tools/server/describe-schema.js'
import { allTools } from '../../../src/tools/toolset.js'
import { renderResult } from '../../../src/calls/render-result.js'

const rules = { bytes: 60_000, notice: undefined, noticeOf: createNoticeOf() }
const context = {
  offer: { ...allTools, fixed: {} },
  now: () => new Date(),
  limits: { rows: 1000, bytes: 60_000 },
  status: async () => await Promise.reject(new Error('not asked')),
  asViewer: async () => await Promise.reject(new Error('not asked')),
}

describe('the reply to a constant answer', () => {
  it('is made once', async () => {
    const first = renderResult(describeSchema, await describeSchema.run({}, context), rules)
    expect(renderResult(describeSchema, await describeSchema.run({}, context), rules)).toBe(first)
    const other = await describeSchema.run({ name: 'heart-rate' }, context)
    expect(renderResult(describeSchema, other, rules).text).not.toBe(first.text)
  })

  it('keeps to the rules of each question', async () => {
    const answer = await describeSchema.run({}, context)
    const free = renderResult(describeSchema, answer, rules)
    const told = renderResult(describeSchema, answer, {
      ...rules,
      notice: 'The people are invented.',
    })
    // it tells of no people
    expect(told).toEqual(free)
    expect(() => renderResult(describeSchema, answer, { ...rules, bytes: 2000 })).toThrow(JheError)
    expect(renderResult(describeSchema, answer, rules)).toEqual(free)
  })
})

describe('the reply to any other answer', () => {
  it('is made anew, since its rows may have changed', () => {
    const entries = [{ name: 'one' }]
    const answer = { value: { entries } }
    expect(renderResult(describeSchema, answer, rules).value).toEqual({
      entries: [{ name: 'one' }],
    })
    entries.push({ name: 'two' })
    expect(renderResult(describeSchema, answer, rules).value).toEqual({ entries })
  })

  it('says what has to be said with it', () => {
    const told = { ...rules, notice: 'The people are invented.' }
    expect(renderResult(describeSchema, { value: { entries: [] } }, told).value).toEqual({
      entries: [],
      notice: 'The people are invented.',
    })
  })
})

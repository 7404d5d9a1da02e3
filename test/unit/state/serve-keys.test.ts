import { randomBytes } from 'node:crypto'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createServeKeys } from '../../../src/state/serve-keys.js'

const newKey = (): string => randomBytes(32).toString('base64')

describe('the keys of serve', () => {
  it('open what they sealed, under the same context only', () => {
    const keys = createServeKeys([newKey()])
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string(),
        fc.string(),
        (text, context, other) => {
          const sealed = keys.seal(text, context)
          expect(keys.open(sealed, context)).toBe(text)
          if (other !== context) expect(keys.open(sealed, other)).toBeUndefined()
        },
      ),
    )
  })

  it('open nothing that was changed, cut or invented', () => {
    const keys = createServeKeys([newKey()])
    const sealed = keys.seal('a secret of some length', 'row')
    const bytes = Buffer.from(sealed.slice(3), 'base64url')
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8((changed[at] ?? 0) ^ 1, at)
      expect(keys.open(`v1.${changed.toString('base64url')}`, 'row')).toBeUndefined()
      const cut = bytes.subarray(0, at).toString('base64url')
      expect(keys.open(`v1.${cut}`, 'row')).toBeUndefined()
    }
    expect(keys.open(sealed.replace('v1.', 'v2.'), 'row')).toBeUndefined()
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(keys.open(text, 'row')).toBeUndefined()
        expect(keys.open(`v1.${text}`, 'row')).toBeUndefined()
      }),
    )
  })

  it('never seal the same text in the same way twice', () => {
    const keys = createServeKeys([newKey()])
    const sealed = Array.from({ length: 100 }, () => keys.seal('same', 'row'))
    expect(new Set(sealed).size).toBe(100)
    expect(sealed.join()).not.toContain('same')
  })

  it('F46: the first seals, all open, and one that was taken away opens no more', () => {
    const [old, young] = [newKey(), newKey()]
    const before = createServeKeys([old])
    const during = createServeKeys([young, old])
    const after = createServeKeys([young])
    const sealedBefore = before.seal('text', 'row')
    const sealedDuring = during.seal('text', 'row')
    expect(during.open(sealedBefore, 'row')).toBe('text')
    expect(after.open(sealedDuring, 'row')).toBe('text')
    expect(after.open(sealedBefore, 'row')).toBeUndefined()
    expect(before.open(sealedDuring, 'row')).toBeUndefined()
  })

  it('give every purpose secrets of its own, the newest first, equal on all replicas', () => {
    const [old, young] = [newKey(), newKey()]
    const keys = createServeKeys([young, old])
    const purposes = ['cookies', 'csrf', 'sessions', 'peers'] as const
    const hex = purposes.flatMap((name) => keys.secrets(name).map((key) => key.toString('hex')))
    expect(new Set(hex).size).toBe(8)
    expect(hex.every((key) => key.length === 64)).toBe(true)
    expect(keys.secrets('csrf')).toEqual(createServeKeys([young, old]).secrets('csrf'))
    expect(keys.secrets('csrf')[1]).toEqual(createServeKeys([old]).secrets('csrf')[0])
    expect(hex).not.toContain(Buffer.from(young, 'base64').toString('hex'))
  })

  it('are 32 bytes long, and one at least', () => {
    expect(() => createServeKeys([])).toThrow(RangeError)
    expect(() => createServeKeys([randomBytes(31).toString('base64')])).toThrow(RangeError)
  })
})

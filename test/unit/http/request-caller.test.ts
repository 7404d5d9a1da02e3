import { describe, expect, it } from 'vitest'

import { requestCaller } from '../../../src/http/request-caller.js'
import { createTestApp, signedInAs, unlimited } from '../../support/clients/app.js'

const identity = { subject: 10_001, issuer: 'http://localhost:8000/o', studies: null }
const sender = { subject: 10_001, clientId: 'client', endsAt: 4_102_444_800 }
const signal = new AbortController().signal

describe('the caller of one request', () => {
  it('F34, F35: is whom its own token speaks of, and nobody that an earlier request left behind', async () => {
    const asking = { ...sender, grantId: 'grant-1', identity: signedInAs(identity) }
    const caller = requestCaller({ app: createTestApp({}), granted: unlimited }, asking, 'http')
    expect(Object.keys(caller.identity)).toEqual(['current', 'state'])
    expect(await caller.identity.current(signal)).toEqual(identity)
    expect(await caller.identity.state(signal)).toEqual({ identity })
  })

  it('names the way it came, the program, and the grant by its hash', () => {
    const of = (grantId: string | null) =>
      requestCaller(
        { app: createTestApp({}), granted: unlimited },
        { ...sender, grantId, identity: signedInAs(identity) },
        'sse',
      ).origin
    expect(of(null)).toEqual({
      transport: 'sse',
      subject: 10_001,
      clientId: 'client',
      grant: null,
    })
    expect(of('grant-1')?.grant).toMatch(/^[\w-]{43}$/)
  })

  it('waits for the turn of its own person', async () => {
    const turns: number[] = []
    const limits = {
      isFlooding: () => false,
      turnOf:
        (subject: number) =>
        async <T>(_signal: AbortSignal, work: () => Promise<T>) => {
          turns.push(subject)
          return await work()
        },
    }
    const { turn } = requestCaller(
      { app: createTestApp({}), granted: unlimited, limits },
      { ...sender, grantId: null, identity: signedInAs(identity) },
      'http',
    )
    expect(await turn?.(signal, async () => await Promise.resolve('done'))).toBe('done')
    expect(turns).toEqual([10_001])
  })
})

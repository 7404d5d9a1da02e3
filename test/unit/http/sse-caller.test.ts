import { AsyncLocalStorage } from 'node:async_hooks'

import { describe, expect, it } from 'vitest'

import type { Caller } from '../../../src/calls/request-context.js'
import { requestCaller } from '../../../src/http/request-caller.js'
import { createSessionCaller, type Sender } from '../../../src/http/sse/sse-caller.js'
import { createTestApp, signedInAs, unlimited } from '../../support/clients/app.js'
import { caught } from '../../support/caught.js'
import { anna, boris, type TestToken } from '../../support/http/fixtures.js'

const app = createTestApp({})

const callerOf = ({ subject, clientId, grantId }: TestToken): Caller => {
  const identity = signedInAs({ subject, issuer: 'http://localhost:8000/o', studies: null })
  const by = { subject, clientId, grantId, identity, endsAt: 4_102_444_800 }
  return requestCaller({ app, granted: unlimited }, by, 'sse')
}

const open = () => {
  const senders = new AsyncLocalStorage<Sender>()
  const session = { key: 'the-session', subject: anna.subject }
  return { senders, caller: createSessionCaller(callerOf(anna), session, senders) }
}

const { signal } = new AbortController()

describe('the caller of a session', () => {
  it('F34: is the sender of the message that is being handled', async () => {
    const { senders, caller } = open()
    const grants = ['one', 'two', 'three']
    const seen = await Promise.all(
      grants.map(async (grantId) => {
        const sender = { key: 'the-session', caller: callerOf({ ...anna, grantId }) }
        return await senders.run(sender, async () => {
          await new Promise((resolve) => setImmediate(resolve))
          return caller.origin?.grant
        })
      }),
    )
    expect(seen).toEqual(grants.map((grantId) => callerOf({ ...anna, grantId }).origin?.grant))
    expect(new Set(seen).size).toBe(3)
  })

  it('F35: is nobody outside of a message, and in a message of another session', () => {
    const { senders, caller } = open()
    const attempts = [
      () => caller.identity,
      () => caller.origin,
      () => senders.run({ key: 'another', caller: callerOf(anna) }, () => caller.identity),
      () => senders.run({ key: 'another', caller: callerOf(anna) }, () => caller.origin),
    ]
    for (const attempt of attempts) expect(caught(attempt).code).toBe('TOKEN_INVALID')
  })

  it('F34: is nobody when the message is of another person', async () => {
    const { senders, caller } = open()
    const sender = { key: 'the-session', caller: callerOf(boris) }
    await senders.run(sender, async () => {
      const { identity } = caller
      await expect(identity.current(signal)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
      await expect(identity.state(signal)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
    })
  })

  it('F34: stays whom a call began with, whoever runs the rest of it', async () => {
    const { senders, caller } = open()
    const begun = senders.run({ key: 'the-session', caller: callerOf(anna) }, () => ({ ...caller }))
    await senders.run({ key: 'another', caller: callerOf(boris) }, async () => {
      expect(await begun.identity.current(signal)).toMatchObject({ subject: anna.subject })
    })
  })
})

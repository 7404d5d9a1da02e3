import { describe, expect } from 'vitest'

import { rejected } from '../../../support/caught.js'
import { it } from '../../../support/connect/opened.js'
import {
  answerUsual,
  resultFor,
  sendJson,
  type Incoming,
  type Script,
} from '../../../support/connect/scripted-server.js'

const call = { name: 'tool', arguments: {} }

const answer = (incoming: Incoming): void => {
  sendJson(incoming.response, resultFor(incoming, { isDone: true }))
}

/** Takes only the tokens named, and says what it wants. */
const guarded =
  (tokens: readonly string[], refuse: (incoming: Incoming) => void): Script =>
  (incoming) => {
    const token = incoming.request.headers.authorization?.replace('Bearer ', '')
    if (token === undefined || !tokens.includes(token)) refuse(incoming)
    else if (!answerUsual(incoming)) answer(incoming)
  }

const unauthorized = ({ response }: Incoming): void => {
  response.writeHead(401, {
    'www-authenticate':
      'Bearer error="invalid_token", scope="jhe:read", resource_metadata="https://x.example/prm"',
  })
  response.end()
}

const wantsScope =
  (scope: string) =>
  ({ response }: Incoming): void => {
    response.writeHead(403, {
      'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"`,
    })
    response.end()
  }

describe('401', () => {
  it('is renewed once and the call repeated, also one that changes something', async ({
    script,
  }) => {
    const tokens = { first: 'old', renewed: ['new'] }
    const { server, host } = await script(guarded(['new'], unauthorized), { tokens })
    expect(await host.ask('tools/call', call)).toMatchObject({ result: { isDone: true } })
    expect(host.account.asked).toEqual(['renew'])
    expect(server.requests).toEqual(['POST tools/call', 'POST tools/call'])
  })

  it('asks a person where nothing can be renewed', async ({ script }) => {
    const tokens = { renewed: [undefined], signedIn: ['fresh'] }
    const { host } = await script(guarded(['fresh'], unauthorized), { tokens })
    expect(await host.ask('tools/call', call)).toMatchObject({ result: { isDone: true } })
    expect(host.account.asked).toEqual(['renew', 'sign in jhe:read'])
  })

  it('goes up as SIGN_IN_REQUIRED where nobody signs in', async ({ script }) => {
    const { server, host } = await script(guarded(['fresh'], unauthorized))
    expect((await rejected(host.ask('tools/call', call))).code).toBe('SIGN_IN_REQUIRED')
    expect(server.requests).toHaveLength(1)
  })

  it('tells the host what it was for', async ({ script }) => {
    const needs: unknown[] = []
    const { host } = await script(guarded(['fresh'], unauthorized), {
      onSignIn: ({ challenge, message }) => {
        needs.push({ challenge, method: message['method'] })
        return Promise.resolve({ headers: { authorization: 'Bearer fresh' } })
      },
    })
    await host.ask('tools/call', call)
    const challenge = {
      error: 'invalid_token',
      scope: 'jhe:read',
      resourceMetadata: 'https://x.example/prm',
    }
    expect(needs).toEqual([{ challenge, method: 'tools/call' }])
  })

  it('after a sign-in is not asked about for ever', async ({ script }) => {
    const tokens = { first: 'a', renewed: ['b'], signedIn: ['c', 'd'] }
    const { host } = await script(guarded([], unauthorized), { tokens })
    expect((await rejected(host.ask('tools/call', call))).code).toBe('TOKEN_INVALID')
    expect(host.account.asked).toEqual(['renew', 'sign in jhe:read'])
  })

  it('asks nobody for a notification', async ({ script }) => {
    const tokens = { signedIn: ['c'] }
    const { host } = await script(guarded(['c'], unauthorized), { tokens })
    await rejected(host.send({ jsonrpc: '2.0', method: 'notifications/roots/list_changed' }))
    expect(host.account.asked).toEqual(['renew'])
  })
})

describe('403 insufficient_scope', () => {
  it('is answered by signing in for more, twice at most', async ({ script }) => {
    const tokens = { first: 'none', signedIn: ['some', 'all'] }
    const { host } = await script(
      guarded(['all'], (incoming) => {
        const has = incoming.request.headers.authorization
        wantsScope(has === 'Bearer none' ? 'a' : 'a b')(incoming)
      }),
      { tokens },
    )
    expect(await host.ask('tools/call', call)).toMatchObject({ result: { isDone: true } })
    expect(host.account.asked).toEqual(['sign in a', 'sign in a b'])
  })

  it('fails after the second', async ({ script }) => {
    const tokens = { first: 'none', signedIn: ['some', 'more', 'yet more'] }
    const { host } = await script(guarded([], wantsScope('a')), { tokens })
    const error = await rejected(host.ask('tools/call', call))
    expect(error.message).toMatch(/more permissions/)
    expect(host.account.asked).toHaveLength(2)
  })
})

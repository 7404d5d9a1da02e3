import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openConsentWorld, connect, type ConsentWorld } from '../../support/broker/world.js'

let world: ConsentWorld
const signal = () => AbortSignal.timeout(10_000)

beforeAll(async () => {
  world = await openConsentWorld({
    acceptJheTokens: 'mcp',
    otherClients: ['notebook'],
    accessTokenSeconds: 3600,
  })
})
afterAll(async () => {
  await world.close()
})

const tokenOf = async (subject = 10002, scope = 'openid mcp', clientId = 'notebook') =>
  await world.issuer.issueAccessToken(subject, { clientId, scope })

const authenticate = async (token: string) => {
  const answer = await world.upstream.foreignTokens?.authenticate(token, signal())
  if (answer === undefined) throw new Error('no foreign tokens are accepted')
  return answer
}
const asked = () => world.issuer.requests.filter((line) => /introspect|userinfo/.test(line)).length

const invalid = { ok: false, refusal: { status: 401, error: 'invalid_token' } } as const
const unavailable = { ok: false, refusal: { status: 503, retryAfter: 5 } } as const

describe('a token of another JHE client', () => {
  it('is off by default', async () => {
    const other = await openConsentWorld()
    expect(other.upstream.foreignTokens).toBeUndefined()
    await other.close()
  })

  it('with scope mcp stands for its person, and is asked about once a minute', async () => {
    const token = await tokenOf()
    const before = asked()
    const answers = await Promise.all([authenticate(token), authenticate(token)])
    for (const answer of [...answers, await authenticate(token)]) {
      if (!answer.ok) throw new Error('refused')
      const { caller } = answer
      expect(caller).toMatchObject({ subject: 10002, clientId: 'notebook', grantId: null })
      const identity = { subject: 10002, issuer: world.issuer.issuer, studies: [30001] }
      expect(await caller.identity.current(signal())).toEqual(identity)
      expect(await caller.identity.state(signal())).toEqual({ identity, endsAt: caller.endsAt })
    }
    expect(asked() - before).toBe(2)
    world.pass(61)
    await authenticate(token)
    expect(asked() - before).toBe(4)
  })

  it('is remembered for its own person alone', async () => {
    const tokens = await Promise.all([tokenOf(10002), tokenOf(10003)])
    const answers = await Promise.all([...tokens, ...tokens].map(authenticate))
    const subjects = answers.map((answer) => answer.ok && answer.caller.subject)
    expect(subjects).toEqual([10002, 10003, 10002, 10003])
  })

  it('without scope mcp is refused as such', async () => {
    expect(await authenticate(await tokenOf(10002, 'openid'))).toEqual({
      ok: false,
      refusal: { status: 403, error: 'insufficient_scope' },
    })
  })

  it('that JHE does not know is refused, and not asked about for 10 seconds', async () => {
    const before = asked()
    for (let n = 0; n < 3; n += 1) expect(await authenticate('a'.repeat(30))).toEqual(invalid)
    expect(asked() - before).toBe(1)
    world.pass(11)
    await authenticate('a'.repeat(30))
    expect(asked() - before).toBe(2)
  })

  it.each(['', 'short', 'with blank in it, long enough', 'a.b.c'.repeat(10), 'x'.repeat(600)])(
    'of another form (%s) is refused without a question',
    async (token) => {
      const before = asked()
      expect(await authenticate(token)).toEqual(invalid)
      expect(asked()).toBe(before)
    },
  )

  it('F36: of our own client is refused: it belongs to a grant', async () => {
    await connect(world.browser(), world)
    const [grant] = [...world.state.rows.values()]
    expect(await authenticate(grant?.session.accessToken ?? '')).toEqual(invalid)
    const withScope = await tokenOf(10002, 'openid mcp', world.issuer.clientId)
    expect(await authenticate(withScope)).toEqual(invalid)
  })

  it('is refused once it has ended, though it is remembered', async () => {
    const token = await tokenOf()
    const answer = await authenticate(token)
    expect(answer.ok).toBe(true)
    world.pass(3700)
    expect(await authenticate(token)).toEqual(invalid)
    world.pass(-3700)
  })

  it('F13: trouble is 503, never 401, and is not remembered', async () => {
    const other = await openConsentWorld({
      acceptJheTokens: 'mcp',
      otherClients: ['notebook'],
      secret: 'another',
    })
    const token = await other.issuer.issueAccessToken(10002, {
      clientId: 'notebook',
      scope: 'openid mcp',
    })
    const ask = async () => await other.upstream.foreignTokens?.authenticate(token, signal())
    expect(await ask()).toEqual(unavailable)
    await other.issuer.close()
    expect(await ask()).toEqual(unavailable)
    await other.close().catch(() => undefined)
  })

  it('F36: no token is in the log or in an event', async () => {
    const token = await tokenOf()
    await authenticate(token)
    expect(JSON.stringify([world.lines, world.events, world.calls])).not.toContain(token)
  })
})

import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'

import { CompactSign, exportJWK, exportSPKI, importJWK, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import { jwksSchema } from '../../../src/auth/session.js'
import { verifyIdToken, type TokenChecks } from '../../../src/auth/verify-id-token.js'
import { rejected } from '../../support/caught.js'
import { accessTokenHash, createTestKey, signIdToken, testKey } from '../../support/tokens.js'

const iat = 1_800_000_000
const issuer = 'http://localhost:8000/o'
const at = (seconds: number): Date => new Date((iat + seconds) * 1000)
const claims = {
  iss: issuer,
  aud: 'jhe-mcp',
  sub: '10002',
  iat,
  exp: iat + 36_000,
  nonce: 'the-nonce',
  at_hash: accessTokenHash('the-access-token'),
  jhe_permissions: {
    studies: [30001, 30002],
    organizations: [{ id: 20001, name: 'Elm Clinic', role: 'manager' }],
  },
}
/** The checks on a refreshed token: no nonce. */
const later: TokenChecks = {
  issuer,
  clientId: 'jhe-mcp',
  jwks: testKey.jwks,
  now: at(10),
  subject: 10002,
  accessToken: 'the-access-token',
}
const checks: TokenChecks = { ...later, nonce: 'the-nonce' }
const otherKey = await createTestKey('other-key')
const sameNameKey = await createTestKey('test-key')

const signed = async (change: Readonly<Record<string, unknown>>): Promise<string> =>
  await signIdToken(Object.fromEntries(Object.entries({ ...claims, ...change }).filter(isGiven)))

const isGiven = ([, value]: [string, unknown]): boolean => value !== undefined

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const good = await signed({})
const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.')

/** HS256 with the public key as the secret: the classic confusion of algorithms. */
const hmacWithPublicKey = async (): Promise<string> => {
  const text = `${encode({ alg: 'HS256', kid: 'test-key' })}.${goodPayload}`
  const secret = await exportSPKI(testKey.publicKey)
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

const withHeader = async (header: { alg: string; kid?: string }): Promise<string> =>
  await new SignJWT(claims).setProtectedHeader(header).sign(testKey.privateKey)

interface Refused {
  readonly what: string
  readonly token: string
  readonly says: RegExp
  readonly checks?: Partial<TokenChecks>
}

const notJwt = /not a signed JSON Web Token/
const badSignature = /signature of the ID token does not fit/
const algorithm = /another algorithm than RS256/
const permissions = /jhe_permissions claim of the ID token is malformed/
const subject = /not a JHE user id/
const serverDate = at(10)

const refused: Refused[] = [
  { what: 'nothing', token: '', says: notJwt },
  { what: 'one word', token: 'token', says: notJwt },
  { what: 'two parts', token: `${goodHeader}.${goodPayload}`, says: notJwt },
  { what: 'four parts', token: `${good}.more`, says: notJwt },
  { what: 'a header that is no JSON', token: `e30x.${goodPayload}.${goodSignature}`, says: notJwt },
  {
    what: 'a header without algorithm',
    token: `${encode({ typ: 'JWT' })}.${goodPayload}.${goodSignature}`,
    says: notJwt,
  },
  {
    what: 'a critical header that nobody knows',
    token: `${encode({ alg: 'RS256', kid: 'test-key', crit: ['x'], x: 1 })}.${goodPayload}.${goodSignature}`,
    says: notJwt,
  },
  { what: 'a payload that is a list', token: await signIdTokenText('[]'), says: notJwt },
  { what: 'a payload that is no JSON', token: await signIdTokenText('no json'), says: notJwt },
  { what: 'an unsigned token', token: new UnsecuredJWT(claims).encode(), says: /not signed/ },
  {
    what: 'an unsigned token that keeps a signature',
    token: `${encode({ alg: 'none' })}.${goodPayload}.${goodSignature}`,
    says: /not signed/,
  },
  { what: 'HS256 with the public key', token: await hmacWithPublicKey(), says: algorithm },
  { what: 'RS512', token: await resigned('RS512'), says: algorithm },
  { what: 'PS256', token: await resigned('PS256'), says: algorithm },
  {
    what: 'a key that is not published',
    token: await signIdToken(claims, otherKey),
    says: /a key that JHE does not publish/,
  },
  {
    what: 'a key that is not published after asking again either',
    token: await signIdToken(claims, otherKey),
    says: /a key that JHE does not publish/,
    checks: { refetchJwks: async () => await Promise.resolve(testKey.jwks) },
  },
  { what: 'a foreign key', token: await signIdToken(claims, sameNameKey), says: badSignature },
  {
    what: 'a changed payload',
    token: `${goodHeader}.${encode({ ...claims, sub: '10003' })}.${goodSignature}`,
    says: badSignature,
  },
  { what: 'no signature', token: `${goodHeader}.${goodPayload}.`, says: badSignature },
  {
    what: 'a cut signature',
    token: good.slice(0, -20),
    says: badSignature,
  },
  {
    what: 'another issuer',
    token: await signed({ iss: 'https://jhe.example.org/o' }),
    says: /comes from another issuer/,
  },
  {
    what: 'the same issuer by its number',
    token: await signed({ iss: 'http://127.0.0.1:8000/o' }),
    says: /only by `localhost` versus `127\.0\.0\.1`/,
  },
  {
    what: 'the issuer with a slash at its end',
    token: await signed({ iss: `${issuer}/` }),
    says: /comes from another issuer/,
  },
  { what: 'no issuer', token: await signed({ iss: undefined }), says: /lacks a claim.*: iss/ },
  {
    what: 'another audience',
    token: await signed({ aud: 'portal' }),
    says: /made for another OAuth client/,
  },
  { what: 'no audience', token: await signed({ aud: undefined }), says: /lacks a claim.*: aud/ },
  {
    what: 'an empty audience',
    token: await signed({ aud: [] }),
    says: /made for another OAuth client/,
  },
  {
    what: 'several audiences without azp',
    token: await signed({ aud: ['jhe-mcp', 'portal'] }),
    says: /another OAuth client than this one \(azp\)/,
  },
  {
    what: 'an azp that is another client',
    token: await signed({ azp: 'portal' }),
    says: /another OAuth client than this one \(azp\)/,
  },
  {
    what: 'an expired token',
    token: good,
    checks: { now: at(36_100) },
    says: /has expired: 100 s ago by this computer's clock/,
  },
  {
    what: 'an expired token when the clock runs ahead',
    token: good,
    checks: { now: at(40_000), serverDate },
    says: /has expired: this computer's clock is 39990 s ahead of JHE's/,
  },
  { what: 'no expiry', token: await signed({ exp: undefined }), says: /lacks a claim.*: exp/ },
  {
    what: 'an expiry in words',
    token: await signed({ exp: 'soon' }),
    says: /lacks a claim.*: exp/,
  },
  {
    what: 'T-R6: a token that is valid in two minutes',
    token: await signed({ nbf: iat + 130 }),
    says: /not valid yet: 120 s ahead by this computer's clock/,
  },
  {
    what: 'T-R6: a token that is valid in two minutes when the clock is behind',
    token: await signed({ nbf: iat }),
    checks: { now: at(-120), serverDate: at(0) },
    says: /not valid yet: this computer's clock is 120 s behind JHE's/,
  },
  {
    what: 'a token issued an hour ahead',
    token: good,
    checks: { now: at(-3600) },
    says: /issued in the future: 3600 s ahead/,
  },
  { what: 'no time of issue', token: await signed({ iat: undefined }), says: /a claim.*: iat/ },
  { what: 'another nonce', token: await signed({ nonce: 'x' }), says: /this sign-in \(nonce\)/ },
  { what: 'no nonce', token: await signed({ nonce: undefined }), says: /this sign-in \(nonce\)/ },
  {
    what: 'another person than before',
    token: await signed({ sub: '10003' }),
    says: /speaks of another person/,
  },
  { what: 'no subject', token: await signed({ sub: undefined }), says: /lacks a claim.*: sub/ },
  { what: 'an empty subject', token: await signed({ sub: '' }), says: subject },
  { what: 'a subject of letters', token: await signed({ sub: 'mary' }), says: subject },
  { what: 'a negative subject', token: await signed({ sub: '-1' }), says: subject },
  { what: 'a subject with a leading zero', token: await signed({ sub: '010002' }), says: subject },
  { what: 'a subject in foreign digits', token: await signed({ sub: '١٠' }), says: subject },
  {
    what: 'a subject beyond integers',
    token: await signed({ sub: '9'.repeat(17) }),
    says: subject,
  },
  { what: 'a subject of 256 digits', token: await signed({ sub: '1'.repeat(256) }), says: subject },
  {
    what: 'the hash of another access token',
    token: await signed({ at_hash: accessTokenHash('another') }),
    says: /the access token that came with it/,
  },
  {
    what: 'study ids as strings',
    token: await signed({ jhe_permissions: { studies: ['30001'], organizations: [] } }),
    says: permissions,
  },
  {
    what: 'permissions without studies',
    token: await signed({ jhe_permissions: { organizations: [] } }),
    says: permissions,
  },
  {
    what: 'permissions that are null',
    token: await signed({ jhe_permissions: null }),
    says: permissions,
  },
  {
    what: 'an organization without a role',
    token: await signed({
      jhe_permissions: { studies: [], organizations: [{ id: 1, name: 'x' }] },
    }),
    says: permissions,
  },
]

async function signIdTokenText(payload: string): Promise<string> {
  return await new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'RS256', kid: 'test-key' })
    .sign(testKey.privateKey)
}

async function resigned(alg: string): Promise<string> {
  const key = await importJWK(await exportJWK(testKey.privateKey), alg)
  return await new SignJWT(claims).setProtectedHeader({ alg, kid: 'test-key' }).sign(key)
}

describe('verifyIdToken', () => {
  it.each(refused)('refuses $what and names the cause', async ({ token, says, checks: change }) => {
    const error = await rejected(verifyIdToken(token, { ...checks, ...change }))
    expect(error.code).toBe('TOKEN_INVALID')
    expect(error.message).toMatch(says)
    expect(error.hint).not.toBe('')
    for (const part of token.split('.').filter((p) => p.length > 5))
      expect(`${error.message} ${error.hint} ${JSON.stringify(error)}`).not.toContain(part)
  })

  it('knows at least thirty ways to be wrong', () => {
    expect(new Set(refused.map((row) => row.what)).size).toBeGreaterThanOrEqual(30)
  })

  it('believes a good token and says who it speaks of', async () => {
    expect(await verifyIdToken(good, checks)).toMatchObject({
      subject: 10002,
      issuer,
      permissions: { studies: [30001, 30002] },
      exp: iat + 36_000,
      iat,
    })
  })

  it.each([
    { what: 'permissions are absent', change: { jhe_permissions: undefined }, given: checks },
    { what: 'the nonce is absent after a refresh', change: { nonce: undefined }, given: later },
    { what: 'at_hash is absent', change: { at_hash: undefined }, given: checks },
    {
      what: 'several audiences name this client as azp',
      change: { aud: ['jhe-mcp', 'portal'], azp: 'jhe-mcp' },
      given: checks,
    },
    { what: 'T-R6: nbf is 45 s ahead', change: { nbf: iat + 55 }, given: checks },
    { what: 'it expired 59 s ago', change: {}, given: { ...checks, now: at(36_059) } },
    { what: 'it was issued 299 s ahead', change: {}, given: { ...checks, now: at(-299) } },
  ])('believes a token when $what', async ({ change, given }) => {
    await expect(verifyIdToken(await signed(change), given)).resolves.toMatchObject({
      subject: 10002,
    })
  })

  it('believes a token that names no key when the issuer publishes only one', async () => {
    const token = await withHeader({ alg: 'RS256' })
    await expect(verifyIdToken(token, checks)).resolves.toMatchObject({ subject: 10002 })
  })

  it('asks for the keys once when a token names an unknown one, and hands the new set on', async () => {
    let asked = 0
    const refetchJwks = async (): Promise<typeof otherKey.jwks> => {
      asked += 1
      return await Promise.resolve(otherKey.jwks)
    }
    const verified = await verifyIdToken(await signIdToken(claims, otherKey), {
      ...checks,
      refetchJwks,
    })
    expect(verified.jwks).toBe(otherKey.jwks)
    await verifyIdToken(good, { ...checks, refetchJwks })
    expect(asked).toBe(1)
  })
})

const dump = z.object({
  discovery: z.object({ issuer: z.string() }),
  client_id: z.string(),
  jwks: jwksSchema,
  users: z.array(
    z.object({
      user_id: z.int(),
      nonce: z.string(),
      token_response: z.object({ id_token: z.string(), access_token: z.string() }),
      refreshed_token_response: z.object({ id_token: z.string(), access_token: z.string() }),
    }),
  ),
})

describe.each(['tokens-0011.json', 'tokens-0045.json'])('real tokens of %s', (name) => {
  const path = new URL(`../../../../shared/jhe/${name}`, import.meta.url)
  const missing = !existsSync(path)
  it.skipIf(missing)(
    `are believed at their time of issue${missing ? ' (no dump)' : ''}`,
    async () => {
      const { discovery, client_id, jwks, users } = dump.parse(
        JSON.parse(readFileSync(path, 'utf8')),
      )
      expect(users.length).toBeGreaterThan(5)
      for (const user of users) {
        const first = user.token_response
        const again = user.refreshed_token_response
        const at0 = z
          .object({ iat: z.number() })
          .parse(
            JSON.parse(Buffer.from(first.id_token.split('.')[1] ?? '', 'base64url').toString()),
          )
        const common = {
          issuer: discovery.issuer,
          clientId: client_id,
          jwks,
          now: new Date(at0.iat * 1000),
        }
        const verified = await verifyIdToken(first.id_token, {
          ...common,
          nonce: user.nonce,
          accessToken: first.access_token,
        })
        expect(verified.subject).toBe(user.user_id)
        const refreshed = await verifyIdToken(again.id_token, {
          ...common,
          subject: user.user_id,
          accessToken: again.access_token,
        })
        expect(refreshed.permissions).toEqual(verified.permissions)
        if (name === 'tokens-0045.json') expect(verified.permissions).toBeNull()
      }
    },
  )
})

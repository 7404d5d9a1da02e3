import { createHmac } from 'node:crypto'

import { CompactSign, exportJWK, generateKeyPair, importJWK, UnsecuredJWT } from 'jose'

import {
  createDelegationKeys,
  type DelegationKeys,
} from '../../../src/auth/delegation/delegation-keys.js'
import type { DelegationFailure } from '../../../src/auth/delegation/delegation-error.js'
import { claimsOf, signDelegation } from '../../../src/auth/delegation/sign-delegation.js'
import type { DelegationChecks } from '../../../src/auth/delegation/verify-delegation.js'

/** When the tokens of this file were made, in seconds. */
export const madeAt = 1_800_000_000
export const at = (seconds: number): Date => new Date((madeAt + seconds) * 1000)

export const owner = { issuer: 'http://localhost:8000/o', clientId: 'jhe-mcp' }
export const keys = await createDelegationKeys()
const otherKeys = await createDelegationKeys()

const request = {
  owner,
  subject: 10_002,
  to: 'summary-agent',
  grants: [{ study: [30_001], type: ['omh:heart-rate:2.0'] }],
  lifetime: 7_200,
  now: at(0),
  id: 'a-delegation',
}

/** What a good token says. */
export const claims = claimsOf(request, keys)
export const child = claimsOf(
  { ...request, to: 'sub-agent', id: 'a-child', parent: claims, grants: [{ patient: 40_001 }] },
  keys,
)
export const good = await signDelegation(claims, keys)
export const goodChild = await signDelegation(child, keys)
export const checks: DelegationChecks = { owner, keys, now: at(10) }

const [header = '', payload = '', signature = ''] = good.split('.')
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const own = { alg: 'EdDSA', typ: 'jhe-grant+jwt' }

/** A well-signed token of any claims. */
export const signedText = async (
  text: string,
  by: DelegationKeys = keys,
  head: { readonly alg: string } & Readonly<Record<string, unknown>> = own,
): Promise<string> =>
  await new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader(head)
    .sign(await importJWK(by.key, 'EdDSA'))

const signed = async (change: Readonly<Record<string, unknown>>): Promise<string> =>
  await signedText(JSON.stringify({ ...claims, ...change }))

const ecdsa = async (): Promise<string> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ ...own, alg: 'ES256', jwk: await exportJWK(privateKey) })
    .sign(privateKey)
}

const hmacWithPublicKey = (): string => {
  const text = `${encode({ ...own, alg: 'HS256' })}.${payload}`
  return `${text}.${createHmac('sha256', keys.key.x).update(text).digest('base64url')}`
}

/** The last character of a signature holds bits that nothing reads. */
const otherLastCharacter = (): string => {
  const last = good.at(-1) ?? ''
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return `${good.slice(0, -1)}${alphabet[alphabet.indexOf(last) ^ 1] ?? ''}`
}

const deep = (levels: number): object =>
  levels === 0 ? { sub: 'first' } : { sub: `agent-${levels}`, act: deep(levels - 1) }

/** A token that must not be believed, and why. */
export interface BadDelegation {
  readonly what: string
  readonly token: string
  readonly failure: DelegationFailure
  readonly checks?: Partial<DelegationChecks>
}

const malformed: readonly (readonly [what: string, token: string])[] = [
  ['nothing', ''],
  ['one word', 'token'],
  ['two parts', `${header}.${payload}`],
  ['four parts', `${good}.more`],
  ['an empty signature', `${header}.${payload}.`],
  ['a header that is no JSON', `e30x.${payload}.${signature}`],
  ['a payload that is no JSON', await signedText('no json')],
  ['another way to write the same signature', otherLastCharacter()],
  ['a token with a blank at its end', `${good} `],
  ['more than an environment holds', `${header}.${'A'.repeat(20_000)}.${signature}`],
  ['an ID token', await signedText(JSON.stringify(claims), keys, { alg: 'EdDSA', typ: 'JWT' })],
  ['a token without a type', await signedText(JSON.stringify(claims), keys, { alg: 'EdDSA' })],
  ['a critical header', `${encode({ ...own, crit: ['x'], x: 1 })}.${payload}.${signature}`],
]

const claimed: readonly (readonly [what: string, change: Readonly<Record<string, unknown>>])[] = [
  ['no grant', { grants: [] }],
  ['a grant in words', { grants: ['all'] }],
  ['a grant with a key that is not known', { grants: [{ study: [30_001], level: 'all' }] }],
  ['an empty list of studies', { grants: [{ study: [] }] }],
  ['a study in words', { grants: [{ study: ['30001'] }] }],
  ['a claim that is not known', { jhe_permissions: { studies: [30_001] } }],
  ['a subject that is no JHE user', { sub: 'ada' }],
  ['a subject that is a number', { sub: 10_002 }],
  ['nobody who acts', { act: undefined }],
  ['an actor without a name', { act: {} }],
  ['no id', { jti: undefined }],
  ['no end', { exp: undefined }],
  ['an end in words', { exp: 'soon' }],
  ['several audiences', { aud: [claims.aud, 'x'] }],
]

/** Malformed, unsigned, foreign, changed, widened and stale tokens. */
export const badDelegations: readonly BadDelegation[] = [
  ...malformed.map(([what, token]) => ({ what, token, failure: 'malformed' as const })),
  ...(await Promise.all(
    claimed.map(async ([what, change]) => ({
      what,
      token: await signed(change),
      failure: 'claims' as const,
    })),
  )),
  { what: 'a list', token: await signedText('[]'), failure: 'claims' },
  {
    what: 'more actors than a line can name',
    token: await signed({ act: deep(8) }),
    failure: 'depth',
  },
  {
    what: 'an unsigned token that keeps a signature',
    token: `${encode({ ...own, alg: 'none' })}.${payload}.${signature}`,
    failure: 'algorithm',
  },
  {
    what: 'an unsigned token',
    token: `${new UnsecuredJWT(claims).encode()}AAAA`,
    failure: 'algorithm',
  },
  { what: 'HS256 with the public key', token: hmacWithPublicKey(), failure: 'algorithm' },
  { what: 'ES256 with a key of its own', token: await ecdsa(), failure: 'algorithm' },
  {
    what: 'the key of another installation',
    token: await signDelegation(
      { ...claims, iss: `urn:jhe-mcp:${otherKeys.thumbprint}` },
      otherKeys,
    ),
    failure: 'foreign',
  },
  {
    what: 'another key under the name of this one',
    token: await signDelegation(claims, otherKeys),
    failure: 'signature',
  },
  {
    what: 'a changed person',
    token: `${header}.${encode({ ...claims, sub: '10003' })}.${signature}`,
    failure: 'signature',
  },
  {
    what: 'a widened grant',
    token: `${header}.${encode({ ...claims, grants: [{ study: [30_001, 30_002] }] })}.${signature}`,
    failure: 'signature',
  },
  {
    what: 'a child without the grant of its parent',
    token: `${goodChild.split('.')[0] ?? ''}.${encode({ ...child, grants: [{ patient: 40_001 }] })}.${goodChild.split('.')[2] ?? ''}`,
    failure: 'signature',
  },
  {
    what: 'a longer life',
    token: `${header}.${encode({ ...claims, exp: claims.exp + 60 })}.${signature}`,
    failure: 'signature',
  },
  {
    what: 'the signature of another token',
    token: `${header}.${payload}.${goodChild.split('.')[2] ?? ''}`,
    failure: 'signature',
  },
  { what: 'a cut signature', token: good.slice(0, -22), failure: 'signature' },
  {
    what: 'another JHE',
    token: good,
    failure: 'audience',
    checks: { owner: { ...owner, issuer: 'https://jhe.example.org/o' } },
  },
  {
    what: 'another OAuth client',
    token: good,
    failure: 'audience',
    checks: { owner: { ...owner, clientId: 'portal' } },
  },
  {
    what: 'a life of 13 hours',
    token: await signed({ exp: madeAt + 46_800 }),
    failure: 'lifetime',
  },
  {
    what: 'an end before its beginning',
    token: await signed({ exp: madeAt - 1 }),
    failure: 'lifetime',
  },
  { what: 'one that is over', token: good, failure: 'expired', checks: { now: at(7_200) } },
  {
    what: 'one of the future',
    token: good,
    failure: 'issued-in-future',
    checks: { now: at(-120) },
  },
  {
    what: 'a revoked one',
    token: good,
    failure: 'revoked',
    checks: { keys: { ...keys, revoked: [{ id: claims.jti, until: claims.exp }] } },
  },
  {
    what: 'a child of a revoked one',
    token: goodChild,
    failure: 'revoked',
    checks: { keys: { ...keys, revoked: [{ id: claims.jti, until: claims.exp }] } },
  },
]

import { randomUUID } from 'node:crypto'

import { importJWK, SignJWT } from 'jose'

import {
  actedBy,
  maxDepth,
  type Act,
  type Delegation,
  type WrittenGrant,
} from '../../auth/delegation/claims.js'
import type { Addresses } from '../addresses.js'
import { scope, type Authenticated, type Authentication, type BrokerEvent } from '../broker.js'
import { maxTokenLength } from '../tokens/access-token.js'
import type { KeyRing } from '../tokens/key-ring.js'
import {
  accessTokenType,
  ExchangeRefused,
  readExchange,
  scopeRefused,
  type ExchangeRequest,
} from './exchange-request.js'

export interface ExchangeOptions {
  readonly addresses: Addresses
  readonly ring: KeyRing
  readonly authenticate: (
    authorization: string | undefined,
    signal: AbortSignal,
  ) => Promise<Authentication>
  /** @throws JheError for grants that leave nothing, or that are wrong */
  readonly checkGrants: (grants: readonly WrittenGrant[], actor: string) => void
  readonly onEvent: (event: BrokerEvent) => void
  readonly now: () => Date
}

/** The answer of RFC 8693 section 2.2.1. */
export interface Exchanged {
  readonly access_token: string
  readonly issued_token_type: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
  readonly scope: string
}

/** Somebody whose token is of a grant here. */
interface Holder extends Authenticated {
  readonly grantId: string
}

const unavailable = 'temporarily_unavailable'

/** @throws ExchangeRefused */
const holderOf = async (
  { authenticate }: ExchangeOptions,
  token: string,
  which: string,
  signal: AbortSignal,
): Promise<Holder> => {
  const found = await authenticate(`Bearer ${token}`, signal)
  if (!found.ok)
    throw found.refusal.status === 503
      ? new ExchangeRefused(unavailable, 'try again in a few seconds')
      : new ExchangeRefused('invalid_request', `the ${which} is not good`)
  const { grantId } = found.caller
  if (grantId === null)
    throw new ExchangeRefused('invalid_request', `the ${which} is not a token of this server`)
  return { ...found.caller, grantId }
}

/** The agent: another program of the same person, by its own token, or the client that asks. */
const actorOf = async (
  options: ExchangeOptions,
  { clientId, actorToken }: ExchangeRequest,
  subject: Holder,
  signal: AbortSignal,
): Promise<string> => {
  if (actorToken === undefined) {
    if (clientId === subject.clientId) return clientId
    throw new ExchangeRefused('invalid_client', 'the subject_token is of another client')
  }
  const actor = await holderOf(options, actorToken, 'actor_token', signal)
  const isTheirs = [subject.clientId, actor.clientId].includes(clientId)
  if (actor.subject === subject.subject && isTheirs) return actor.clientId
  throw new ExchangeRefused('invalid_request', 'the actor_token is of another person or client')
}

const actOf = ([actor, ...before]: readonly string[]): Act | undefined =>
  actor === undefined ? undefined : actedBy(actor, actOf(before))

/** The delegation of the new token: all of the parent's, and what is asked for now. */
const delegationFrom = (
  parent: Delegation | undefined,
  { grant }: ExchangeRequest,
  actor: string,
  endsAt: number,
): Delegation => {
  const id = randomUUID()
  const actors = [actor, ...(parent?.actors ?? [])]
  if (actors.length > maxDepth)
    throw new ExchangeRefused('invalid_request', `a token is delegated ${maxDepth} times at most`)
  const chain = [id, ...(parent?.chain ?? [])]
  return { id, chain, actors, grants: [...(parent?.grants ?? []), grant], endsAt }
}

const sign = async (
  { addresses, ring, now }: ExchangeOptions,
  { subject, clientId, grantId }: Holder,
  { id, chain, actors, grants, endsAt }: Delegation,
): Promise<string> => {
  const [key] = (await ring.current()).keys
  if (key === undefined) throw new ExchangeRefused(unavailable, 'try again in a few seconds')
  const [, ...parents] = chain
  const act = actOf(actors)
  return await new SignJWT({ client_id: clientId, gid: grantId, scope, act, grants, parents })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid })
    .setIssuer(addresses.publicUrl)
    .setAudience(addresses.resource)
    .setSubject(String(subject))
    .setJti(id)
    .setIssuedAt(now())
    .setExpirationTime(endsAt)
    .sign(await importJWK(key.jwk, 'ES256'))
}

const check = ({ checkGrants }: ExchangeOptions, { grants }: Delegation, actor: string): void => {
  try {
    checkGrants(grants, actor)
  } catch (thrown) {
    throw scopeRefused(thrown)
  }
}

/**
 * Exchanges a token of this server for a narrower and shorter one of the same person (RFC 8693). The
 * new token is of the same grant, and ends with it.
 * @returns a function that throws ExchangeRefused
 */
export const createExchange =
  (options: ExchangeOptions) =>
  async (form: URLSearchParams, signal: AbortSignal): Promise<Exchanged> => {
    const { addresses, onEvent, now } = options
    const request = readExchange(form, addresses)
    const holder = await holderOf(options, request.subjectToken, 'subject_token', signal)
    const actor = await actorOf(options, request, holder, signal)
    const seconds = Math.floor(now().getTime() / 1000)
    const endsAt = Math.min(seconds + request.lifetime, holder.endsAt)
    const delegation = delegationFrom(holder.delegation, request, actor, endsAt)
    check(options, delegation, actor)
    const token = await sign(options, holder, delegation)
    if (token.length > maxTokenLength)
      throw new ExchangeRefused('invalid_scope', 'what is asked for is too long for a token')
    const { subject, clientId, grantId } = holder
    onEvent({ event: 'delegate', code: 'OK', subject, clientId, grantId, delegation })
    return {
      access_token: token,
      issued_token_type: accessTokenType,
      token_type: 'Bearer',
      expires_in: endsAt - seconds,
      scope: request.grant.scope ?? scope,
    }
  }

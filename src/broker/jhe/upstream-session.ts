import { LRUCache } from 'lru-cache'
import pLimit from 'p-limit'
import { refreshTokenGrant } from 'openid-client'

import { OAuthError, redeemGrant } from '../../auth/issuer/token-request.js'
import type { Clock } from '../../auth/session/session.js'
import { TokenValidationError } from '../../auth/tokens/token-validation-error.js'
import { toJheError, type JheError } from '../../errors.js'
import { IssuerAnswer } from '../../auth/issuer/issuer-errors.js'
import type { Log } from '../../log.js'
import { orLate } from '../../or-late.js'
import type { Grants, GrantWithSession, Renewal, UpstreamSession } from '../../state/store.js'
import type { BrokerEvent } from '../broker.js'
import { upstreamSessionOf } from './federation.js'
import type { UpstreamClient } from './upstream-client.js'
import type { Confirmation } from '../upstream-port.js'

export interface RenewalOptions {
  readonly client: UpstreamClient
  readonly grants: Pick<Grants, 'renew'>
  readonly now: Clock
  readonly log: Pick<Log, 'warn' | 'failure'>
  readonly onEvent: (event: BrokerEvent) => void
}

/** Seconds after which JHE is asked again who a person is and what they may see. */
const confirmEvery = 3600
/** Seconds before its end when an access token is no longer used. */
const margin = 60
/** Seconds for which JHE is left alone after a failure. */
const restSeconds = 10
/** How long a call waits for a renewal, which goes on: with an answer at hand, and without one. */
const waitMs = { served: 3000, blocked: 12_000 }
/** Renewals of a process at a time: each holds a connection to the state while it asks JHE. */
const maxRenewals = 4

const isFresh = ({ confirmedAt }: UpstreamSession, at: number): boolean =>
  at - confirmedAt < confirmEvery

/** Only a refresh gives a new claim and longer tokens; otherwise asking who it is suffices. */
const needsRefresh = (session: UpstreamSession, at: number): boolean =>
  session.studies !== null || session.accessEndsAt - margin <= at || session.idTokenEndsAt <= at

interface Trouble {
  /** Notes a failure: JHE is left alone for a while, for this grant or, where it fails for all, for all. */
  note(thrown: unknown, grantId: string): void
  isResting(grantId: string): boolean
}

const isForAll = (error: JheError): boolean =>
  error instanceof IssuerAnswer ||
  error.code === 'ISSUER_UNREACHABLE' ||
  error.code === 'STATE_UNAVAILABLE'

const everybody = ''

const createTrouble = ({ now, log }: RenewalOptions): Trouble => {
  const restUntil = new LRUCache<string, number>({ max: 10_000 })
  const rests = (whose: string): boolean => now().getTime() < (restUntil.get(whose) ?? 0)
  return {
    note: (thrown, grantId) => {
      const error = toJheError(thrown)
      restUntil.set(isForAll(error) ? everybody : grantId, now().getTime() + restSeconds * 1000)
      log.warn(`A session at JHE could not be renewed. ${error.message}`, { code: error.code })
      log.failure(thrown)
    },
    isResting: (grantId) => rests(everybody) || rests(grantId),
  }
}

interface Asked {
  readonly renewal: Renewal
  /** Why the answer was not believed in full. */
  readonly trouble?: JheError
}

/** Asks JHE with the refresh token, which JHE takes once. @throws JheError when it says nothing of the session */
const refresh = async (
  { client, now }: RenewalOptions,
  { subject, session }: GrantWithSession,
  token: string,
): Promise<Asked> => {
  try {
    const redeemed = await client.measured(
      'refresh',
      async () =>
        await redeemGrant(
          client.issuerClient,
          async (config) => await refreshTokenGrant(config, token),
          {
            now,
            subject,
          },
        ),
    )
    if (redeemed.verified)
      return {
        renewal: { kind: 'renewed', session: upstreamSessionOf(redeemed, now(), session) },
      }
    const { error, tokens } = redeemed
    if (error instanceof TokenValidationError && error.failure === 'subject-changed')
      return { renewal: { kind: 'ended' } }
    // the old tokens are spent, so the new ones are kept though their ID token is not believed
    const kept = {
      ...session,
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? session.refreshToken,
      accessEndsAt: tokens.expires_at,
    }
    return { renewal: { kind: 'renewed', session: kept }, trouble: error }
  } catch (thrown) {
    if (thrown instanceof OAuthError && thrown.error === 'invalid_grant')
      return { renewal: { kind: 'ended' } }
    throw thrown
  }
}

/** Asks JHE whose access token it is. @throws JheError as `userInfo` does */
const confirm = async (
  { client }: RenewalOptions,
  { subject, session }: GrantWithSession,
  at: number,
): Promise<Asked> => {
  const info = await client.userInfo(session.accessToken)
  if (info?.subject !== subject) return { renewal: { kind: 'ended' } }
  const studies = info.studies ?? session.studies
  return { renewal: { kind: 'renewed', session: { ...session, studies, confirmedAt: at } } }
}

/**
 * Keeps the sessions at JHE behind grants: once an hour JHE is asked whether it still knows the
 * person. JHE's refresh tokens work once and at once, so one replica asks under the lock of the grant
 * and stores the answer before anybody uses it; the others find the session fresh. While JHE fails, a
 * session serves on until its ID token ends.
 */
export function createRenewal(
  options: RenewalOptions,
): (grant: GrantWithSession) => Promise<Confirmation> {
  const { grants, now, onEvent } = options
  const underWay = new Map<string, Promise<Confirmation>>()
  const limited = pLimit(maxRenewals)
  const trouble = createTrouble(options)

  const seconds = (): number => Math.floor(now().getTime() / 1000)

  const servedBy = (grant: GrantWithSession): Confirmation => {
    const { session } = grant
    return isFresh(session, seconds()) || seconds() < session.idTokenEndsAt
      ? { kind: 'live', grant }
      : { kind: 'unavailable' }
  }

  const noteEnd = ({ id, subject, clientId }: GrantWithSession): void => {
    onEvent({ event: 'revoke', code: 'invalid_grant', subject, clientId, grantId: id })
  }

  const ask = async (grant: GrantWithSession): Promise<Renewal> => {
    const at = seconds()
    const { refreshToken } = grant.session
    if (isFresh(grant.session, at) || trouble.isResting(grant.id)) return { kind: 'unchanged' }
    try {
      const { renewal, trouble: found } =
        refreshToken === null || !needsRefresh(grant.session, at)
          ? await confirm(options, grant, at)
          : await refresh(options, grant, refreshToken)
      if (found !== undefined) trouble.note(found, grant.id)
      if (renewal.kind === 'ended') noteEnd(grant)
      return renewal
    } catch (thrown) {
      trouble.note(thrown, grant.id)
      return { kind: 'unchanged' }
    }
  }

  const renew = async (grant: GrantWithSession): Promise<Confirmation> => {
    try {
      const after = await grants.renew(grant.id, ask)
      return after === undefined ? { kind: 'ended' } : servedBy(after)
    } catch (thrown) {
      trouble.note(thrown, grant.id)
      return servedBy(grant)
    }
  }

  const renewOnce = async (grant: GrantWithSession): Promise<Confirmation> => {
    const known = underWay.get(grant.id)
    if (known !== undefined) return await known
    const work = limited(renew, grant).finally(() => underWay.delete(grant.id))
    underWay.set(grant.id, work)
    return await work
  }

  return async (grant) => {
    if (isFresh(grant.session, seconds())) return { kind: 'live', grant }
    const meanwhile = servedBy(grant)
    if (trouble.isResting(grant.id)) return meanwhile
    const ms = meanwhile.kind === 'live' ? waitMs.served : waitMs.blocked
    return await orLate(renewOnce(grant), ms, meanwhile)
  }
}

import { createHash } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import type { CallerIdentity, Identity } from '../../auth/identity.js'
import type { Clock } from '../../auth/session/session.js'
import { JheError } from '../../errors.js'
import type { Log } from '../../log.js'
import { orAbort } from '../../or-abort.js'
import { clean } from '../../text/clean.js'
import type { Authentication } from '../broker.js'
import type { UpstreamClient } from './upstream-client.js'

/** The scope that makes a token of another JHE client good for this server: it stands for the audience. */
const wantedScope = 'mcp'
const rememberedSeconds = 60
const refusedSeconds = 10
const most = 10_000

/** Access tokens that JHE gave to other clients, with scope `mcp`. */
export interface ForeignTokens {
  /**
   * Asks JHE whether the token is good, for whom and whose it is; remembered for a minute at most.
   * Trouble between here and JHE is 503, never 401.
   * @param token opaque, as sent
   * @throws the reason of the signal
   */
  authenticate(token: string, signal: AbortSignal): Promise<Authentication>
}

export interface ForeignTokensOptions {
  readonly client: UpstreamClient
  readonly now: Clock
  readonly log: Pick<Log, 'warn' | 'failure'>
}

interface Remembered {
  readonly authentication: Authentication
  /** Seconds since the epoch. */
  readonly until: number
}

const refused: Authentication = {
  ok: false,
  refusal: { status: 401, error: 'invalid_token' },
}
const withoutScope: Authentication = {
  ok: false,
  refusal: { status: 403, error: 'insufficient_scope' },
}
const unavailable: Authentication = { ok: false, refusal: { status: 503, retryAfter: 5 } }

const identityOf = (identity: Identity, endsAt: number): CallerIdentity => ({
  current: async (signal) => {
    signal.throwIfAborted()
    return await Promise.resolve(identity)
  },
  state: async () => await Promise.resolve({ identity, endsAt }),
})

/** Opaque tokens of OAuth servers; one with dots is a JSON Web Token, and JHE's are none. */
const opaque = /^[A-Za-z0-9_~+/-]{16,512}=*$/

export function createForeignTokens({ client, now, log }: ForeignTokensOptions): ForeignTokens {
  const { issuer, clientId: ownId } = client.issuerClient
  const known = new LRUCache<string, Remembered>({ max: most })
  const underWay = new Map<string, Promise<Authentication>>()

  const seconds = (): number => now().getTime() / 1000

  /** @throws JheError when JHE is not reached, or does not take our secret */
  const judge = async (token: string): Promise<Remembered> => {
    const refuse = (authentication: Authentication): Remembered => ({
      authentication,
      until: seconds() + refusedSeconds,
    })
    const { active, clientId, scopes, endsAt } = await client.introspect(token)
    // a token of our own client belongs to a grant and is never sent to anybody
    if (!active || clientId === undefined || clientId === ownId) return refuse(refused)
    if (endsAt === undefined || endsAt <= seconds()) return refuse(refused)
    if (!scopes.includes(wantedScope)) return refuse(withoutScope)
    const person = await client.userInfo(token)
    if (person === undefined) return refuse(refused)
    const identity = { issuer, subject: person.subject, studies: person.studies }
    return {
      until: Math.min(endsAt, seconds() + rememberedSeconds),
      authentication: {
        ok: true,
        caller: {
          subject: person.subject,
          clientId: clean(clientId, 100),
          grantId: null,
          identity: identityOf(identity, endsAt),
          endsAt,
        },
      },
    }
  }

  const ask = async (token: string, hash: string): Promise<Authentication> => {
    try {
      const judged = await judge(token)
      known.set(hash, judged)
      return judged.authentication
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      log.warn(`A token of another client could not be checked. ${thrown.message}`, {
        code: thrown.code,
      })
      log.failure(thrown)
      return unavailable
    } finally {
      underWay.delete(hash)
    }
  }

  return {
    authenticate: async (token, signal) => {
      signal.throwIfAborted()
      if (!opaque.test(token)) return refused
      const hash = createHash('sha256').update(token).digest('base64url')
      const remembered = known.get(hash)
      if (remembered !== undefined && seconds() < remembered.until) return remembered.authentication
      const work = underWay.get(hash) ?? ask(token, hash)
      underWay.set(hash, work)
      return await orAbort(work, signal)
    },
  }
}

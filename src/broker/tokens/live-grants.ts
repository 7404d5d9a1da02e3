import { LRUCache } from 'lru-cache'

import type { Log } from '../../log.js'
import type { Grants, GrantWithSession } from '../../state/store.js'
import type { UpstreamPort } from '../upstream-port.js'
import type { GrantUses } from './grant-uses.js'

/** What is known of a grant. */
export type GrantLife =
  | { readonly kind: 'live'; readonly grant: GrantWithSession }
  | { readonly kind: 'ended' }
  /** The state or JHE is out of reach, and the grant was not seen lately. */
  | { readonly kind: 'unknown' }

export interface LiveGrants {
  /** Looks a grant up at most every 30 s; one seen lately counts for 5 min without the state. */
  find(id: string): Promise<GrantLife>
  /** Notes that a grant has ended here. */
  ended(id: string): void
}

export interface LiveGrantsOptions {
  readonly grants: Pick<Grants, 'find'>
  readonly uses: GrantUses
  readonly renewIfDue: UpstreamPort['renewIfDue']
  readonly now: () => Date
  readonly log: Log
}

interface Seen {
  readonly life: GrantLife
  /** Milliseconds since the epoch. */
  readonly at: number
}

const freshFor = 30_000
const lastsFor = 300_000
const maxKnown = 10_000

export function createLiveGrants(options: LiveGrantsOptions): LiveGrants {
  const { grants, uses, renewIfDue, log } = options
  const seen = new LRUCache<string, Seen>({ max: maxKnown })
  const looking = new Map<string, Promise<GrantLife>>()
  const now = (): number => options.now().getTime()

  const look = async (id: string): Promise<GrantLife> => {
    const grant = await grants.find(id)
    if (grant === undefined) return { kind: 'ended' }
    const confirmation = await renewIfDue(grant)
    if (confirmation.kind === 'unavailable') return { kind: 'unknown' }
    return confirmation
  }

  const lookOrRemember = async (id: string, before: Seen | undefined): Promise<GrantLife> => {
    try {
      const life = await look(id)
      // a grant that has ended meanwhile stays so
      if (seen.get(id)?.life.kind === 'ended') return { kind: 'ended' }
      if (life.kind !== 'unknown') seen.set(id, { life, at: now() })
      if (life.kind === 'live') uses.note(id)
      return life
    } catch (thrown) {
      log.failure(thrown)
      if (before !== undefined && now() - before.at < lastsFor) return before.life
      return { kind: 'unknown' }
    }
  }

  return {
    find: async (id) => {
      const before = seen.get(id)
      if (before !== undefined && now() - before.at < freshFor) return before.life
      const running = looking.get(id)
      if (running !== undefined) return await running
      const work = lookOrRemember(id, before).finally(() => {
        looking.delete(id)
      })
      looking.set(id, work)
      return await work
    },
    ended: (id) => {
      seen.set(id, { life: { kind: 'ended' }, at: now() })
    },
  }
}

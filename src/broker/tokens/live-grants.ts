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
  /**
   * Looks a grant up at most every 30 s; one seen lately counts for 5 min without the state.
   * @param freshFor milliseconds that an earlier look counts
   */
  find(id: string, freshFor?: number): Promise<GrantLife>
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

const usuallyFreshFor = 30_000
const lastsFor = 300_000
/** How long the state is left alone after a failure, for grants that were seen lately. */
const restFor = 5_000
const maxKnown = 10_000

export function createLiveGrants(options: LiveGrantsOptions): LiveGrants {
  const { grants, uses, renewIfDue, log } = options
  const seen = new LRUCache<string, Seen>({ max: maxKnown })
  const looking = new Map<string, Promise<GrantLife>>()
  let restsUntil = 0
  const now = (): number => options.now().getTime()

  const lasts = (before: Seen | undefined): before is Seen =>
    before !== undefined && now() - before.at < lastsFor

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
      restsUntil = now() + restFor
      return lasts(before) ? before.life : { kind: 'unknown' }
    }
  }

  return {
    find: async (id, freshFor = usuallyFreshFor) => {
      const before = seen.get(id)
      if (before !== undefined && now() - before.at < freshFor) return before.life
      if (now() < restsUntil && lasts(before)) return before.life
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

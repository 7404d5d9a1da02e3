import { z } from 'zod'

import type { Authenticated } from '../../broker/broker.js'
import type { ServeKeys } from '../../state/store.js'

/** What the id of a legacy session says, to the replicas alone. */
export interface SessionRef {
  /** Names the session within its owner; random. */
  readonly key: string
  /** Address at which other replicas reach the owner; null where there are none. */
  readonly owner: string | null
  /** Whose session it is: `core_jheuser.id`, and the OAuth client with the delegation of its token. */
  readonly subject: number
  readonly party: string
}

/**
 * The OAuth client of a token, and the delegation that narrows it: a session is of one party, so that
 * no message is answered under another token's limits. Neither part holds a blank.
 */
export const partyOf = ({
  clientId,
  delegation,
}: Pick<Authenticated, 'clientId' | 'delegation'>): string =>
  delegation === undefined ? clientId : `${clientId} ${delegation.id}`

const context = 'sse session'
const fields = z.tuple([z.string(), z.string().nullable(), z.number(), z.string()])

/** A session's id: unreadable and unforgeable without the keys of the replicas. */
export const sealSession = (keys: ServeKeys, ref: SessionRef): string =>
  keys.seal(JSON.stringify([ref.key, ref.owner, ref.subject, ref.party]), context)

/** @returns undefined for an id that none of the keys sealed */
export function openSession(keys: ServeKeys, id: string): SessionRef | undefined {
  const text = keys.open(id, context)
  if (text === undefined) return undefined
  const [key, owner, subject, party] = fields.parse(JSON.parse(text))
  return { key, owner, subject, party }
}

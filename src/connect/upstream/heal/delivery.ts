import type { Credentials } from '../../account/remote-account.js'
import type { Message } from '../message.js'

/** A message on its way, and how often each remedy was tried for it. */
export interface Delivery {
  readonly message: Message
  readonly signal: AbortSignal
  /** Whether it may be sent again though the server may have acted on it. */
  readonly mayRepeat: boolean
  /** Whether a person may be asked to sign in for it. */
  readonly mayAsk: boolean
  /** What the last try carried. */
  credentials: Credentials | undefined
  /** What the next try carries, where that is known. */
  next: Credentials | undefined
  /** Which session the last try was sent in. */
  generation: number
  renewals: number
  signIns: number
  scopes: number
  sessions: number
  busyTries: number
  /** Milliseconds waited because the server asked for it. */
  busyMs: number
  repeats: number
  refusals: number
}

export type Addressed = Pick<Delivery, 'message' | 'signal' | 'mayRepeat' | 'mayAsk'>

/** A message that has not been tried yet. */
export const beginDelivery = (addressed: Addressed): Delivery => ({
  ...addressed,
  credentials: undefined,
  next: undefined,
  generation: 0,
  renewals: 0,
  signIns: 0,
  scopes: 0,
  sessions: 0,
  busyTries: 0,
  busyMs: 0,
  repeats: 0,
  refusals: 0,
})

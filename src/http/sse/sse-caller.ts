import type { AsyncLocalStorage } from 'node:async_hooks'

import type { CallerIdentity } from '../../auth/identity.js'
import type { Caller } from '../../calls/request-context.js'
import { JheError } from '../../errors.js'

/** Who sent the message that is being handled, and to which session. */
export interface Sender {
  /** Of the session. */
  readonly key: string
  /** From the token of the message's own request. */
  readonly caller: Caller
}

/** The sender of the message that the running code belongs to. */
export type SenderStorage = AsyncLocalStorage<Sender>

/** A session as its caller knows it. */
export interface SessionOwner {
  readonly key: string
  /** `core_jheuser.id` */
  readonly subject: number
}

const notTheirs = (): JheError =>
  new JheError(
    'TOKEN_INVALID',
    'This message could not be attributed to the person whose session it is.',
    'Reconnect jhe in your host.',
  )

/** The same identity, which never passes for another person than the session's. */
const onlyOf = (subject: number, identity: CallerIdentity): CallerIdentity => ({
  current: async (signal) => {
    const found = await identity.current(signal)
    if (found.subject !== subject) throw notTheirs()
    return found
  },
  state: async (signal) => {
    const found = await identity.state(signal)
    if (found.identity.subject !== subject) throw notTheirs()
    return found
  },
})

/**
 * The caller of a session, whose identity and origin are those of the message being handled: of its
 * own request's token, and of no other. Outside of a message of this session they cannot be read: the
 * properties throw JheError TOKEN_INVALID.
 * @param opener whose limits and tools stay the session's
 */
export function createSessionCaller(
  opener: Caller,
  { key, subject }: SessionOwner,
  senders: SenderStorage,
): Caller {
  const current = (): Caller => {
    const sender = senders.getStore()
    if (sender?.key !== key) throw notTheirs()
    return sender.caller
  }
  return {
    ...opener,
    get identity() {
      return onlyOf(subject, current().identity)
    },
    get origin() {
      const { origin } = current()
      if (origin === undefined) throw notTheirs()
      return origin
    },
  }
}

import { orAbort } from '../../../or-abort.js'
import type { RemoteAccount } from '../../account/remote-account.js'
import type { Message } from '../message.js'
import { UpstreamError, type Receive, type Transport } from '../upstream.js'
import { linkTo, type Link } from '../wire/link.js'
import { beginDelivery, type Delivery } from './delivery.js'

/** What the tries of a message need. */
export interface DeliveryContext {
  readonly account: RemoteAccount
  readonly transport: Transport
  /** Resolves when the message may be sent again. @throws JheError */
  readonly recover: (delivery: Delivery, failed: UpstreamError) => Promise<void>
  /** Resolves when connections work, as far as that is known. */
  readonly ready: () => Promise<void>
  /** Most milliseconds until the status line, for what may be repeated; undefined for the usual. */
  readonly limitMs: () => number | undefined
  readonly generation: () => number
  readonly mayRepeat: (message: Message) => boolean
}

/** How a message goes. */
export interface Manner {
  readonly signal: AbortSignal
  /** Whether a person may be asked to sign in for it. */
  readonly mayAsk: boolean
  /** Takes the answer in place of the host. */
  readonly onAnswer?: Receive
}

/** Sends messages until they have arrived, or may not be sent again. */
export interface Deliverer {
  /** @throws the signal's reason; JheError */
  deliver(message: Message, manner: Manner): Promise<void>
  /** Whether the server has ever answered. */
  wasReached(): boolean
  /** Gives up what is under way and may be repeated, as if its connection had been lost. */
  loseConnections(): void
}

/** @param context is asked for its parts at each try */
export function createDeliverer(context: DeliveryContext): Deliverer {
  const { account, transport } = context
  const underWay = new Map<Link, Delivery>()
  let wasReached = false

  const attempt = async (delivery: Delivery, { onAnswer }: Manner): Promise<void> => {
    const { message } = delivery
    await orAbort(context.ready(), delivery.signal)
    const credentials = delivery.next ?? (await account.credentials(delivery.signal))
    delivery.credentials = credentials
    delivery.next = undefined
    delivery.generation = context.generation()
    const link = linkTo([delivery.signal])
    underWay.set(link, delivery)
    try {
      const limitMs = delivery.mayRepeat && delivery.repeats === 0 ? context.limitMs() : undefined
      await transport.send(message, {
        ...{ credentials, signal: link.signal },
        ...(onAnswer && { onAnswer }),
        ...(limitMs === undefined ? {} : { limitMs }),
      })
      wasReached = true
    } finally {
      underWay.delete(link)
      link.release()
    }
  }

  return {
    deliver: async (message, manner) => {
      const { signal, mayAsk } = manner
      const mayRepeat = context.mayRepeat(message)
      const delivery = beginDelivery({ message, signal, mayAsk, mayRepeat })
      for (;;) {
        try {
          await attempt(delivery, manner)
          return
        } catch (thrown) {
          if (manner.signal.aborted) throw manner.signal.reason
          if (!(thrown instanceof UpstreamError)) throw thrown
          wasReached ||= thrown.failure.kind !== 'lost'
          await context.recover(delivery, thrown)
        }
      }
    },
    wasReached: () => wasReached,
    loseConnections: () => {
      for (const [link, { mayRepeat }] of underWay)
        if (mayRepeat) link.abort(new UpstreamError({ kind: 'lost', isSent: true }))
    },
  }
}

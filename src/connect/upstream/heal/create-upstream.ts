import type { Clock } from '../../../auth/session/session.js'
import { orAbort } from '../../../or-abort.js'
import { ownId } from '../../own-id.js'
import { chooseTransport } from '../choose-transport.js'
import { defaultLimits } from '../limits.js'
import { idOf, isAnswer, isRequest, methodOf, paramsOf, type Message } from '../message.js'
import type { Transport, Upstream } from '../upstream.js'
import type { TransportContext } from '../wire/context.js'
import { linkTo, type Link } from '../wire/link.js'
import { waitByClock } from '../wire/wait.js'
import { createDeliverer, type Deliverer } from './deliver.js'
import { createHandshake, type Handshake } from './handshake.js'
import { keepAlive } from './keep-alive.js'
import { probe } from './probe.js'
import { recover, type RecoveryContext } from './recovery.js'
import { mayRepeat } from './repeatable.js'
import { watchSleep, type SleepWatch } from './sleep-watch.js'
import type { SignIn, UpstreamOptions } from './upstream-options.js'

const contextOf = (options: UpstreamOptions): TransportContext => ({
  server: options.account.server,
  fetch: options.fetch,
  receive: options.receive,
  credentials: async (signal) => await options.account.credentials(signal),
  inputSchemaOf: options.inputSchemaOf ?? (() => undefined),
  log: options.log,
  now: options.now,
  limits: { ...defaultLimits, ...options.limits },
  wait: options.wait ?? waitByClock,
  random: options.random ?? Math.random,
})

const cancelledByHost = (): DOMException =>
  new DOMException('the host cancelled the request', 'AbortError')

/** Messages after which a server takes others, and not before. */
const isBeginning = (message: Message): boolean =>
  methodOf(message) === 'initialize' || methodOf(message) === 'notifications/initialized'

const isCancel = (message: Message): boolean => methodOf(message) === 'notifications/cancelled'

/** The parts of a server that heals. */
interface Parts {
  readonly context: TransportContext
  readonly transport: Transport
  readonly deliverer: Deliverer
  readonly handshake: Handshake
  readonly closing: AbortController
  /** After the computer slept: resolves when it is known whether connections work. */
  waking: Promise<void>
  /** Of `performance.now()`. */
  wokeAt: number
}

/** How long after a sleep a connection may turn out to be dead. */
const drowsyMs = 15_000

const assemble = (options: UpstreamOptions): Parts => {
  const context = contextOf(options)
  const { account, isRepeatable } = options
  const closing = new AbortController()
  const transport = chooseTransport(options.transport, context)
  const signIn: SignIn =
    options.onSignIn ?? (async ({ challenge, signal }) => await account.signIn(challenge, signal))
  const recovery: RecoveryContext = {
    ...context,
    account,
    signIn,
    wasReached: () => deliverer.wasReached(),
    renewSession: async (generation, signal) => {
      await orAbort(handshake.renew(generation), signal)
    },
  }
  const deliverer = createDeliverer({
    account,
    transport,
    recover: async (delivery, failed) => {
      await recover(recovery, delivery, failed)
    },
    ready: async () => {
      await parts.waking
    },
    limitMs: () =>
      performance.now() - parts.wokeAt < drowsyMs ? context.limits.wakeMs : undefined,
    generation: () => handshake.generation(),
    mayRepeat: (message) => mayRepeat(message, isRepeatable),
  })
  const handshake = createHandshake(account.server, async (message, onAnswer) => {
    const manner = { signal: closing.signal, mayAsk: false, ...(onAnswer && { onAnswer }) }
    await deliverer.deliver(message, manner)
  })
  const parts: Parts = {
    ...{ context, transport, deliverer, handshake, closing },
    waking: Promise.resolve(),
    wokeAt: -drowsyMs,
  }
  return parts
}

const pingsOf = ({ context, transport, deliverer, handshake }: Parts): (() => void) =>
  keepAlive(context, {
    isDue: () => handshake.isDone() && transport.isListening(),
    ping: async (signal) => {
      const message = { jsonrpc: '2.0', id: ownId(), method: 'ping' }
      await deliverer.deliver(message, { signal, mayAsk: false, onAnswer: () => undefined })
    },
    onSilence: () => {
      if (transport.kind === 'sse') transport.renewStreams()
    },
  })

/** Looks for a sleep of the computer, after which connections may be dead. */
const watchFor = (parts: Parts, now: Clock): SleepWatch =>
  watchSleep(now, () => {
    parts.transport.renewStreams()
    parts.deliverer.loseConnections()
    parts.wokeAt = performance.now()
    parts.waking = probe(parts.context, parts.closing.signal)
  })

/**
 * A server whose troubles heal as far as they may: what a message failed with is put right and the
 * message sent again, where the server has not begun it or where it may be done twice. A request that
 * the host cancels, by its signal or by `notifications/cancelled`, rejects with an AbortError.
 */
export function createUpstream(options: UpstreamOptions): Upstream {
  const parts = assemble(options)
  const { deliverer, handshake, closing } = parts
  const requests = new Map<unknown, Link>()
  const sleep = watchFor(parts, options.now)
  const stopPings = pingsOf(parts)
  let beginning: Promise<unknown> = Promise.resolve()

  const send = async (message: Message, signal: AbortSignal): Promise<void> => {
    sleep.look()
    if (!isCancel(message) && !isAnswer(message)) await orAbort(beginning, signal)
    if (methodOf(message) === 'initialize') handshake.note(message)
    const sending = deliverer.deliver(message, { signal, mayAsk: isRequest(message) })
    if (isBeginning(message)) beginning = sending.catch(() => undefined)
    await sending
    if (methodOf(message) === 'notifications/initialized') handshake.note(message)
  }

  return {
    send: async (message, signal) => {
      const link = linkTo([signal, closing.signal])
      const id = isRequest(message) ? idOf(message) : undefined
      if (id !== undefined) requests.set(id, link)
      if (isCancel(message)) requests.get(paramsOf(message)['requestId'])?.abort(cancelledByHost())
      try {
        await send(message, link.signal)
      } finally {
        if (requests.get(id) === link) requests.delete(id)
        link.release()
      }
    },
    close: async () => {
      sleep.stop()
      stopPings()
      closing.abort(cancelledByHost())
      await parts.transport.close()
    },
  }
}

import { once, type Once } from '../../once.js'
import { orAbort } from '../../or-abort.js'
import type { Message } from '../upstream/message.js'
import {
  envelopeFor,
  helloOf,
  initializeResult,
  introductionOf,
  plain,
  withEnvelope,
} from './era.js'
import { isDiscovered, mayBeOf2026 } from './era-signs.js'
import type { Exchange } from './exchange.js'
import { ownId } from '../own-id.js'
import { answerWith, errorOf, resultOf, type Request, type Result } from './wire.js'

/** Requests of a host of 2025, for a server of either era. */
export interface LegacySide {
  /** `initialize`; asked again by itself where it did not arrive. */
  initialize(request: Request, signal: AbortSignal): Promise<Message>
  ask(request: Request, signal: AbortSignal): Promise<Message>
  /** @param message what has no answer: a notification or the answer to the server's own request */
  send(message: Message, signal: AbortSignal): Promise<void>
}

const initialized = 'notifications/initialized'

interface Opened {
  readonly answer: Message
  /** What each request to a server of 2026-07-28 carries. */
  readonly envelope: Result | undefined
}

const greet = async (
  exchange: Exchange,
  request: Request,
  ending: AbortSignal,
): Promise<Opened> => {
  const answer = await exchange.ask(request, ending)
  const error = errorOf(answer)
  const introduction = introductionOf(request)
  if (error === undefined || introduction === undefined || !mayBeOf2026(error))
    return { answer, envelope: undefined }
  const envelope = envelopeFor(introduction)
  const discover = { jsonrpc: '2.0', id: ownId(), method: 'server/discover' } as const
  const result = resultOf(await exchange.ask(withEnvelope(discover, envelope), ending))
  if (result === undefined || !isDiscovered(result)) return { answer, envelope: undefined }
  const hello = initializeResult(helloOf(result), introduction.version)
  return { answer: answerWith(request.id, hello), envelope }
}

/**
 * Passes on what a host of 2025 asks, after its `initialize` has arrived: that is sent again with the
 * next request where it failed, so that a host which was answered from memory can go on. Requests to
 * a server that knows only 2026-07-28 get an envelope.
 * @param greeted told of the answer to `initialize`, also where the host no longer waits for it
 * @param ending aborted at the end of the process
 */
export function legacySide(
  exchange: Exchange,
  greeted: (request: Request, answer: Message) => void,
  ending: AbortSignal,
): LegacySide {
  let opening: Once<Opened> | undefined
  let confirming: Once<void> | undefined

  const ready = async (signal: AbortSignal): Promise<Opened | undefined> => {
    if (opening === undefined) return undefined
    const opened = await orAbort(opening.get(), signal)
    if (confirming !== undefined) await orAbort(confirming.get(), signal)
    return opened
  }

  const confirm = (message: Message, of: Once<Opened> | undefined) =>
    once(async () => {
      const opened = await of?.get()
      if (opened?.envelope === undefined) await exchange.send(message, ending)
    })

  const ask = async (request: Request, signal: AbortSignal): Promise<Message> => {
    const envelope = (await ready(signal))?.envelope
    if (envelope === undefined) return await exchange.ask(request, signal)
    if (request.method === 'ping') return answerWith(request.id, {})
    const answer = await exchange.ask(withEnvelope(request, envelope), signal)
    const result = resultOf(answer)
    return result === undefined ? answer : { ...answer, result: plain(result) }
  }

  return {
    initialize: async (request, signal) => {
      opening = once(async () => {
        const opened = await greet(exchange, request, ending)
        greeted(request, opened.answer)
        return opened
      })
      confirming = undefined
      return (await orAbort(opening.get(), signal)).answer
    },
    ask,
    send: async (message, signal) => {
      if (message['method'] === initialized) {
        confirming = confirm(message, opening)
        await confirming.get()
        return
      }
      const opened = await ready(signal)
      if (opened?.envelope === undefined) await exchange.send(message, signal)
    },
  }
}

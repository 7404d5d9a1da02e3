import type { Message } from '../upstream/message.js'
import { eraOf, introductionOf, type Era, type Introduction } from './era.js'
import type { Exchange } from './exchange.js'
import { modernSide } from './to-2025.js'
import { legacySide } from './to-2026.js'
import type { Request } from './wire.js'

/** A host and a server, each of either era. */
export interface Conversation {
  /**
   * Asks the server what the host asks; the first request decides the era, and one that probes may
   * decide it anew.
   * @returns the answer as hosts of that era take it
   * @throws JheError where there is none; the reason of the signal
   */
  ask(request: Request, signal: AbortSignal): Promise<Message>
  /** Sends a notification of the host, or its answer to the server. @throws JheError */
  send(message: Message, signal: AbortSignal): Promise<void>
  /** Of the host's last request. */
  readonly era: () => Era
  /** Whether a host of 2026-07-28 talks with a server of 2025. */
  isTranslating(): boolean
  /** How the host introduces itself in this request, or did before. */
  readonly introduction: (request: Request) => Introduction | undefined
}

export interface ConversationOptions {
  readonly exchange: Exchange
  /** The server has answered the host's `initialize`. */
  readonly greeted: (request: Request, answer: Message) => void
  /** Aborted at the end of the process. */
  readonly ending: AbortSignal
}

/** Opens the conversation of one host. Nothing is sent before the host's first request. */
export function openConversation({ exchange, greeted, ending }: ConversationOptions): Conversation {
  const legacy = legacySide(exchange, greeted, ending)
  const modern = modernSide(exchange, ending)
  let era: Era = '2025'
  let introduced: Introduction | undefined
  return {
    ask: async (request, signal) => {
      era = request.method === 'server/discover' ? '2026-07-28' : eraOf(request)
      if (era === '2026-07-28') return await modern.ask(request, signal)
      if (request.method !== 'initialize') return await legacy.ask(request, signal)
      introduced = introductionOf(request)
      return await legacy.initialize(request, signal)
    },
    send: async (message, signal) => {
      await legacy.send(message, signal)
    },
    era: () => era,
    isTranslating: () => era === '2026-07-28' && modern.isTranslating(),
    introduction: (request) => introductionOf(request) ?? introduced,
  }
}

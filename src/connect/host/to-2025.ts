import { once } from '../../once.js'
import { orAbort } from '../../or-abort.js'
import type { Message } from '../upstream/message.js'
import {
  completed,
  discoverResult,
  helloOf,
  initializeFor,
  introductionOf,
  withEnvelope,
  withoutEnvelope,
  type ServerHello,
} from './era.js'
import { isDiscovered, isNoMcp, mayBeOf2025 } from './era-signs.js'
import type { Exchange } from './exchange.js'
import { ownId } from '../own-id.js'
import { answerWith, errorOf, metaOf, paramsOf, resultOf, type Request } from './wire.js'

/** Requests of a host of 2026-07-28, for a server of either era. */
export interface ModernSide {
  ask(request: Request, signal: AbortSignal): Promise<Message>
  /** Whether the server is one of 2025, for which requests are translated. */
  isTranslating(): boolean
}

/** What a server of 2025 says of itself, once the host is introduced to it. */
const introduce = async (
  exchange: Exchange,
  request: Request,
  ending: AbortSignal,
): Promise<ServerHello | undefined> => {
  const introduction = introductionOf(request)
  if (introduction === undefined) return undefined
  const initialize = {
    jsonrpc: '2.0',
    id: ownId(),
    method: 'initialize',
    params: initializeFor(introduction),
  } as const
  const result = resultOf(await exchange.ask(initialize, ending))
  if (result === undefined) return undefined
  await exchange.send({ jsonrpc: '2.0', method: 'notifications/initialized' }, ending)
  return helloOf(result)
}

/** Whether the server answers `server/discover`. */
const isModern = async (
  exchange: Exchange,
  request: Request,
  signal: AbortSignal,
): Promise<boolean> => {
  const bare = { jsonrpc: '2.0', id: ownId(), method: 'server/discover' } as const
  const discover = withEnvelope(bare, metaOf(paramsOf(request)))
  try {
    return isDiscovered(resultOf(await exchange.ask(discover, signal)))
  } catch (thrown) {
    if (isNoMcp(thrown)) return false
    throw thrown
  }
}

const throwing = (thrown: unknown) => (): never => {
  throw thrown
}

/** Asks a server of 2025. @returns the answer as a host of 2026-07-28 takes it */
const askPlain = async (
  exchange: Exchange,
  request: Request,
  signal: AbortSignal,
): Promise<Message> => {
  const answer = await exchange.ask(withoutEnvelope(request), signal)
  const result = resultOf(answer)
  return result === undefined ? answer : { ...answer, result: completed(request.method, result) }
}

/**
 * Passes on what a host of 2026-07-28 asks. Where the server turns out to be one of 2025, it is told
 * of the host by `initialize`, and requests lose their envelope from then on.
 * @param ending aborted at the end of the process
 */
export function modernSide(exchange: Exchange, ending: AbortSignal): ModernSide {
  let era: 'unknown' | '2025' | '2026-07-28' = 'unknown'
  let first: Request | undefined
  const introduced = once(async () => {
    const hello = first === undefined ? undefined : await introduce(exchange, first, ending)
    if (hello !== undefined) era = '2025'
    return hello
  })

  const translated = async (request: Request, signal: AbortSignal): Promise<Message> => {
    const hello = await orAbort(introduced.get(), signal)
    return request.method === 'server/discover' && hello !== undefined
      ? answerWith(request.id, discoverResult(hello))
      : await askPlain(exchange, request, signal)
  }

  /** @param refused what the server made of the request as it came */
  const translatedInstead = async (
    request: Request,
    signal: AbortSignal,
    refused: () => Message,
  ): Promise<Message> => {
    if (request.method !== 'server/discover' && (await isModern(exchange, request, signal))) {
      era = '2026-07-28'
      return refused()
    }
    first ??= request
    const hello = await orAbort(introduced.get(), signal)
    return hello === undefined ? refused() : await translated(request, signal)
  }

  /** @param answer of a server whose era may not be known yet */
  const judged = async (
    request: Request,
    signal: AbortSignal,
    answer: Message,
  ): Promise<Message> => {
    const error = errorOf(answer)
    if (error !== undefined) {
      const mayDiffer = era === 'unknown' && mayBeOf2025(error)
      return mayDiffer ? await translatedInstead(request, signal, () => answer) : answer
    }
    const result = resultOf(answer) ?? {}
    // a server of 2025 without sessions answers whatever the envelope
    if (typeof result['resultType'] !== 'string')
      return { ...answer, result: completed(request.method, result) }
    era = '2026-07-28'
    return answer
  }

  const asItIs = async (request: Request, signal: AbortSignal): Promise<Message> => {
    let answer: Message
    try {
      answer = await exchange.ask(request, signal)
    } catch (thrown) {
      if (era !== 'unknown' || !isNoMcp(thrown)) throw thrown
      return await translatedInstead(request, signal, throwing(thrown))
    }
    return await judged(request, signal, answer)
  }

  return {
    ask: async (request, signal) =>
      era === '2025' ? await translated(request, signal) : await asItIs(request, signal),
    isTranslating: () => era === '2025',
  }
}

import type { Log } from '../../log.js'
import { orAbort } from '../../or-abort.js'
import type { RemoteAccount } from '../account/remote-account.js'
import type { Message } from '../upstream/message.js'
import type { Conversation } from './conversation.js'
import type { HostPort } from './host-port.js'
import type { Listens } from './listens.js'
import { retryLater } from './retry-later.js'
import { isAnswer, isRequest, paramsOf, type Request } from './wire.js'

export interface IncomingOptions {
  readonly host: HostPort
  readonly listens: Listens
  readonly conversation: Conversation
  readonly account: Pick<RemoteAccount, 'isSignedIn'>
  readonly log: Pick<Log, 'failure'>
  /** Aborted at the end of the process. */
  readonly ending: AbortSignal
  /** @returns undefined where no answer is due any more */
  readonly answer: (request: Request, signal: AbortSignal) => Promise<Message | undefined>
}

interface Running {
  readonly controller: AbortController
  readonly over: Promise<void>
}

const aborted = async (signal: AbortSignal): Promise<never> =>
  await orAbort(new Promise<never>(() => undefined), signal)

/**
 * `subscriptions/listen`: open at once and for as long as the host wants, whatever becomes of the
 * connection; of a server of 2025, its notifications arrive on it.
 */
const listen = async (
  request: Request,
  signal: AbortSignal,
  { host, listens, conversation, account }: IncomingOptions,
): Promise<Message | undefined> => {
  const acknowledge = (): void => {
    const told = listens.acknowledge(request)
    if (told !== undefined) host.write(told)
  }
  listens.open(request)
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const answer = await conversation.ask(request, signal)
        if (!conversation.isTranslating()) return answer
        acknowledge()
        return await aborted(signal)
      } catch (thrown) {
        if (signal.aborted) return undefined
        acknowledge()
        await retryLater(thrown, attempt, account, signal)
      }
    }
  } finally {
    listens.close(request.id)
  }
}

/** Takes the host's messages: requests are answered side by side, all else goes on in order. */
export function createIncoming(options: IncomingOptions): (message: Message) => void {
  const { host, conversation, log, ending, answer } = options
  const running = new Map<unknown, Running>()
  let sent: Promise<void> = Promise.resolve()

  const answerTo = async (request: Request, signal: AbortSignal): Promise<void> => {
    try {
      const work =
        request.method === 'subscriptions/listen'
          ? listen(request, signal, options)
          : answer(request, signal)
      const message = await work
      if (message !== undefined && !signal.aborted) host.write(message)
    } catch (thrown) {
      if (!signal.aborted) log.failure(thrown)
    }
  }

  const take = (request: Request): void => {
    const controller = new AbortController()
    const signal = AbortSignal.any([controller.signal, ending])
    const before = running.get(request.id)?.over
    const over = (async () => {
      // an id that is in use: its second request is answered after the first
      if (before !== undefined) await before
      await answerTo(request, signal)
      if (running.get(request.id)?.controller === controller) running.delete(request.id)
    })()
    running.set(request.id, { controller, over })
  }

  const send = (message: Message): void => {
    sent = sent
      .then(async () => {
        await conversation.send(message, ending)
      })
      .catch((thrown: unknown) => {
        log.failure(thrown)
      })
  }

  const isPassedOn = (): boolean => conversation.era() === '2025' || conversation.isTranslating()

  return (message) => {
    if (isRequest(message)) {
      take(message)
      return
    }
    if (isAnswer(message)) {
      if (!host.takeAnswer(message)) send(message)
      return
    }
    if (message['method'] === 'notifications/cancelled') {
      // in 2026-07-28 a server is told by the end of the request
      if (isPassedOn()) send(message)
      const { controller } = running.get(paramsOf(message)['requestId']) ?? {}
      controller?.abort(new Error('the host cancelled the request'))
      return
    }
    send(message)
  }
}

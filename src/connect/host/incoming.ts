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

/** Messages of the host that may be under way; the next are read when there are fewer. */
const mostUnderWay = 1_000

const createRoom = () => {
  let taken = 0
  let free: () => void = () => undefined
  return {
    wait: () =>
      taken < mostUnderWay
        ? undefined
        : new Promise<void>((resolve) => {
            free = resolve
          }),
    hold: async (work: Promise<void>): Promise<void> => {
      taken += 1
      try {
        await work
      } finally {
        taken -= 1
        if (taken < mostUnderWay) free()
      }
    },
  }
}

const sendAfter = async (
  before: Promise<void>,
  message: Message,
  { conversation, log, ending }: IncomingOptions,
): Promise<void> => {
  await before
  try {
    await conversation.send(message, ending)
  } catch (thrown) {
    log.failure(thrown)
  }
}

/** What takes the messages of the host. */
export interface Incoming {
  readonly receive: (message: Message) => void
  /** Resolves when more may be received; undefined where it may. */
  readonly room: () => Promise<void> | undefined
}

/** Takes the host's messages: requests are answered side by side, all else goes on in order. */
export function createIncoming(options: IncomingOptions): Incoming {
  const { host, conversation, log, ending, answer } = options
  const room = createRoom()
  const running = new Map<unknown, Running>()
  let sent: Promise<void> = Promise.resolve()

  const answerTo = async (request: Request, signal: AbortSignal): Promise<void> => {
    try {
      const work =
        request.method === 'subscriptions/listen'
          ? listen(request, signal, options)
          : answer(request, signal)
      const message = await work
      if (message === undefined || signal.aborted) return
      host.write(message)
      await orAbort(host.drained(), ending)
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
    void room.hold(over)
  }

  const send = (message: Message): void => {
    sent = sendAfter(sent, message, options)
    void room.hold(sent)
  }

  const isPassedOn = (): boolean => conversation.era() === '2025' || conversation.isTranslating()

  const receive = (message: Message): void => {
    if (isRequest(message)) {
      take(message)
      return
    }
    if (isAnswer(message)) {
      if (!host.takeAnswer(message)) send(message)
      return
    }
    if (message['method'] === 'notifications/cancelled') {
      const { controller } = running.get(paramsOf(message)['requestId']) ?? {}
      if (controller === undefined) return
      // in 2026-07-28 a server is told by the end of the request
      if (isPassedOn()) send(message)
      controller.abort(new Error('the host cancelled the request'))
      return
    }
    send(message)
  }

  return { receive, room: room.wait }
}

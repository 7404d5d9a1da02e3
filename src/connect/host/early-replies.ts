import { setTimeout as delay } from 'node:timers/promises'

import { toJheError } from '../../errors.js'
import { orAbort } from '../../or-abort.js'
import type { RemoteAccount } from '../account/remote-account.js'
import type { Message } from '../upstream/message.js'
import { changes, isGreeting, sameResult, type Memory, type Recalled } from './memory.js'
import { ownId } from '../own-id.js'
import { retryLater } from './retry-later.js'
import { answerWith, resultOf, type Request, type Result } from './wire.js'

/** How long the server may take before a host is answered from memory, in milliseconds. */
export interface EarlyLimits {
  /** Where somebody is signed in and the server is known. */
  readonly knownMs: number
  /** Where nothing is known of the server. */
  readonly strangerMs: number
  /** Each list of a server of which nothing is known, when that time is over. */
  readonly laterMs: number
}

export const earlyLimits: EarlyLimits = { knownMs: 1_000, strangerMs: 25_000, laterMs: 1_000 }

export interface EarlyOptions {
  readonly memory: Memory
  readonly account: Pick<RemoteAccount, 'isSignedIn'>
  /** Whether somebody was signed in when the process began. */
  readonly wasSignedIn: () => Promise<boolean>
  readonly ask: (request: Request, signal: AbortSignal) => Promise<Message>
  /** Asks once more, and lets the person sign in before where that is what is missing. */
  readonly askSigningIn: (request: Request, thrown: unknown) => Promise<Message>
  /** What a host is told of a server of which nothing is known. @param thrown why */
  readonly unknown: (request: Request, thrown: unknown) => Result
  /** Tells the host that a list has changed. */
  readonly changed: (notification: string) => void
  /** Aborted at the end of the process. */
  readonly ending: AbortSignal
  readonly limits?: EarlyLimits
}

/** Answers greetings and lists at once, whatever the network does. */
export interface EarlyReplies {
  /** @throws the reason of the signal */
  answer(request: Request, signal: AbortSignal): Promise<Message>
  /** The server has answered a greeting that the host no longer waits for. */
  learned(request: Request, answer: Message): void
}

interface Told {
  readonly request: Request
  readonly result: Result
}

/** What was tried: the server's answer, or why there is none. */
type Tried = { readonly answer: Message } | { readonly thrown: unknown }

const tried = async (work: Promise<Message>): Promise<Tried> => {
  try {
    return { answer: await work }
  } catch (thrown) {
    return { thrown }
  }
}

/** The lists that a host was told from memory, until the server has said what is true. */
const createCorrections = (options: EarlyOptions) => {
  const { memory, account, ask, changed, ending } = options
  const told = new Map<string, Told>()
  let isRunning = false

  const learned = (request: Request, answer: Message): void => {
    const result = resultOf(answer)
    if (result === undefined) return
    memory.keep(request, result)
    const before = told.get(request.method)
    told.delete(request.method)
    const notification = changes[request.method]
    if (before === undefined || notification === undefined) return
    if (!sameResult(before.result, result)) changed(notification)
  }

  const askAll = async (): Promise<void> => {
    for (const { request } of told.values()) {
      const answer = await ask({ ...request, id: ownId() }, ending)
      // a list that this server does not have stays as it was told
      if (resultOf(answer) === undefined) told.delete(request.method)
      learned(request, answer)
    }
  }

  /** Asks again until the server has answered. */
  const correct = async (thrown: unknown): Promise<void> => {
    let problem = thrown
    for (let attempt = 0; told.size > 0; attempt += 1) {
      await retryLater(problem, attempt, account, ending)
      try {
        await askAll()
      } catch (again) {
        problem = again
      }
    }
  }

  return {
    learned,
    /** @param tried what became of asking the server */
    note: (entry: Told, truth: Promise<Tried>): void => {
      told.set(entry.request.method, entry)
      void truth.then((found) => {
        if ('answer' in found) {
          learned(entry.request, found.answer)
          return
        }
        if (isGreeting(entry.request)) told.delete(entry.request.method)
        if (isRunning || toJheError(found.thrown).code === 'CONFIG_INVALID') return
        isRunning = true
        correct(found.thrown)
          .catch(() => undefined)
          .finally(() => {
            isRunning = false
          })
      })
    },
  }
}

type Recalling = Promise<Recalled | undefined>

/** Answers a host from the server where that is quick, else from memory, and corrects it later. */
export function createEarlyReplies(options: EarlyOptions): EarlyReplies {
  const { memory, wasSignedIn, ask, askSigningIn, unknown, limits = earlyLimits } = options
  const corrections = createCorrections(options)
  let firstAt: number | undefined
  let wasReached = false

  /** Milliseconds that a request about an unknown server may still take. */
  const strangerLimit = (): number => {
    firstAt ??= performance.now()
    return Math.max(limits.laterMs, firstAt + limits.strangerMs - performance.now())
  }

  /** Milliseconds that the server has before a host is answered from memory. */
  const patience = async ({ isGuess, isSettled }: Recalled): Promise<number> => {
    if (isGuess) return wasReached ? strangerLimit() : limits.knownMs
    if (isSettled) return 0
    const isLikely = wasReached || (await wasSignedIn())
    return isLikely ? limits.knownMs : 0
  }

  /** What is remembered, once the server has had its time; undefined at once where nothing is. */
  const inTime = async (recalling: Recalling): Promise<Result | undefined> => {
    const recalled = await recalling
    const ms = recalled === undefined ? 0 : await patience(recalled)
    if (ms > 0) await delay(ms, undefined, { ref: false })
    return recalled?.result
  }

  const tell = (request: Request, result: Result, truth: Promise<Tried>): Message => {
    corrections.note({ request, result }, truth)
    return answerWith(request.id, result)
  }

  const pass = (request: Request, answer: Message): Message => {
    wasReached = true
    corrections.learned(request, answer)
    return answer
  }

  /** A sign-in takes its own time, and its end says to the host where to sign in. */
  const ofStranger = async (request: Request, truth: Promise<Tried>): Promise<Message> => {
    const late = delay(strangerLimit(), undefined, { ref: false }).then(() => undefined)
    const first = await Promise.race([truth, late])
    if (first === undefined) return tell(request, unknown(request, undefined), truth)
    if ('answer' in first) return pass(request, first.answer)
    const again = tried(askSigningIn(request, first.thrown))
    const found = isGreeting(request) ? await again : await Promise.race([again, late])
    if (found !== undefined && 'answer' in found) return pass(request, found.answer)
    return tell(request, unknown(request, found?.thrown), again)
  }

  const answerTo = async (request: Request, signal: AbortSignal): Promise<Message> => {
    const truth = tried(ask(request, signal))
    const recalled = memory.recall(request).catch(() => undefined)
    const first = await Promise.race([truth, inTime(recalled).then((result) => ({ result }))])
    if ('answer' in first) return pass(request, first.answer)
    const result = 'result' in first ? first.result : (await recalled)?.result
    return result === undefined ? await ofStranger(request, truth) : tell(request, result, truth)
  }

  return {
    answer: async (request, signal) => {
      strangerLimit()
      return await orAbort(answerTo(request, signal), signal)
    },
    learned: corrections.learned,
  }
}

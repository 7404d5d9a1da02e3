import { auditIdKey } from '../../app/audit/audit-id-key.js'
import type { ErrorBody } from '../../errors.js'
import type { Log } from '../../log.js'
import { orLate } from '../../or-late.js'
import type { Message } from '../upstream/message.js'
import {
  isAudited,
  startCallSpan,
  type CallAuditOptions,
  type CallSpan,
  type ReadFacts,
} from './audit.js'
import { eraOf, resultFor, type Introduction } from './era.js'
import { bodyOf, failedAnswer, wantsSignIn, type Rewrite } from './errors.js'
import { withoutOwnAnswer, type HostSignIn } from './sign-in.js'
import { challengeOf } from './sign-in-needed.js'
import { answerWith, resultOf, type Request, type Result } from './wire.js'

export interface CallsOptions extends Omit<CallAuditOptions, 'facts'> {
  readonly ask: (request: Request, signal: AbortSignal) => Promise<Message>
  readonly introduction: (request: Request) => Introduction | undefined
  readonly signIn: HostSignIn
  readonly same: () => Promise<{ readonly facts: ReadFacts } | undefined>
  readonly rewriteCommands: Rewrite
  readonly log: Pick<Log, 'failure'>
}

export interface Calls {
  /** @returns undefined where the host no longer waits, or was told otherwise */
  answer(request: Request, signal: AbortSignal): Promise<Message | undefined>
}

/** How long a line of the trail waits to know whether the tools are ours, in milliseconds. */
const factsMs = 1_000

/** How often a person is asked to allow more for one call. */
const mostRounds = 2

const auditIdOf = (id: string | undefined) => (id === undefined ? {} : { [auditIdKey]: id })

const failed = (request: Request, error: ErrorBody, id: string | undefined): Message => {
  const answer = failedAnswer(request, error, auditIdOf(id))
  const result = resultOf(answer)
  return result === undefined
    ? answer
    : answerWith(request.id, resultFor(eraOf(request), request.method, result))
}

/** @returns undefined when the person is signed in, or the result that lets them sign in first */
const signInFor = async (
  { signIn, introduction }: CallsOptions,
  request: Request,
  thrown: unknown,
  signal: AbortSignal,
): Promise<Result | undefined> => {
  const challenge = challengeOf(thrown)
  return await signIn.require({ request, introduction: introduction(request), challenge, signal })
}

/** Answers what is never answered from memory: each call of a tool, a resource or a prompt with its audit line. */
export function createCalls(options: CallsOptions): Calls {
  const { ask, introduction, signIn, same, rewriteCommands, log } = options
  let facts: ReadFacts | undefined

  /** @returns the answer; `refused` where it only lets the person sign in */
  const askSigningIn = async (
    request: Request,
    signal: AbortSignal,
  ): Promise<{ readonly answer: Message; readonly refused?: unknown }> => {
    const bare = withoutOwnAnswer(request)
    for (let round = 0; ; round += 1) {
      const finishedBefore = signIn.finished()
      try {
        return { answer: await ask(bare, signal) }
      } catch (thrown) {
        if (!isAudited(request) || !wantsSignIn(thrown)) throw thrown
        const isWider = challengeOf(thrown).error === 'insufficient_scope'
        if (round > 0 && !(isWider && round < mostRounds)) throw thrown
        // a sign-in that has finished since the call began is not started again
        const isDone = signIn.finished() > finishedBefore
        const first = isDone ? undefined : await signInFor(options, request, thrown, signal)
        if (first !== undefined) return { answer: answerWith(request.id, first), refused: thrown }
      }
    }
  }

  const readFacts = async (): Promise<void> => {
    facts ??= (await orLate(same(), factsMs, undefined))?.facts
  }

  /** @returns undefined where the call was cut off meanwhile */
  const answerIn = async (
    span: CallSpan | undefined,
    request: Request,
    signal: AbortSignal,
  ): Promise<Message | undefined> => {
    const { answer, refused } = await askSigningIn(request, signal)
    if (span === undefined) return answer
    await readFacts().catch(() => undefined)
    const isOpen = refused === undefined ? span.answered(answer) : span.failed(refused)
    return isOpen ? answer : undefined
  }

  return {
    answer: async (request, signal) => {
      const span = isAudited(request)
        ? startCallSpan({ ...options, facts: () => facts }, request, introduction(request))
        : undefined
      try {
        return await answerIn(span, request, signal)
      } catch (thrown) {
        if (signal.aborted) {
          span?.cancelled()
          return undefined
        }
        log.failure(thrown)
        if (span?.failed(thrown) === false) return undefined
        return failed(request, bodyOf(thrown, rewriteCommands), span?.id)
      }
    },
  }
}

import type { Broker, PathHandler } from '../broker/broker.js'
import type { App } from '../calls/app.js'
import { JheError, toJheError } from '../errors.js'
import type { Log, LogFields } from '../log.js'
import { orAbort } from '../or-abort.js'
import type { StateStore } from '../state/store.js'
import { sendJson } from './wire/send.js'

/** Milliseconds that each part has to answer. */
const timeoutMs = 2_000

export interface ReadinessOptions {
  readonly app: Pick<App, 'database' | 'problem'>
  readonly broker: Pick<Broker, 'ready'>
  readonly state: Pick<StateStore, 'ready'>
  readonly isDraining: () => boolean
  readonly log: Log
}

/** `ok`, or why a part is not ready: an error code, or `TIMEOUT`. */
type PartState = string

interface Parts {
  /** Keys, and JHE's discovery. */
  readonly sign_in: PartState
  /** What the replicas share. */
  readonly shared_state: PartState
  readonly database: PartState
}

/** How one part was found, with the error where it is one that people are told. */
interface Look {
  readonly state: PartState
  readonly problem?: JheError
}

const look = async (log: Log, ask: (signal: AbortSignal) => Promise<unknown>): Promise<Look> => {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    await orAbort(ask(signal), signal)
    return { state: 'ok' }
  } catch (thrown) {
    if (signal.aborted) return { state: 'TIMEOUT' }
    log.failure(thrown)
    const state = toJheError(thrown).code
    return thrown instanceof JheError ? { state, problem: thrown } : { state }
  }
}

type Looks = Readonly<Record<keyof Parts, Look>>

const lookAtAll = async ({ app, broker, state, log }: ReadinessOptions): Promise<Looks> => {
  const [signIn, shared, database] = await Promise.all([
    look(log, async (signal) => {
      await broker.ready(signal)
    }),
    look(log, async (signal) => {
      await state.ready(signal)
    }),
    look(log, async (signal) => {
      if (app.problem !== undefined) throw app.problem
      return await (await app.database()).inspect(signal)
    }),
  ])
  return { sign_in: signIn, shared_state: shared, database }
}

const partsOf = ({ sign_in, shared_state, database }: Looks): Parts => ({
  sign_in: sign_in.state,
  shared_state: shared_state.state,
  database: database.state,
})

/** Tells the log what is missing, why and what to do: each once, until all is there again. */
const reporter = (log: Log): ((looks: Looks) => void) => {
  const told = new Set<string>()
  const tell = (sentence: string, fields?: LogFields): void => {
    const line = `${sentence}${JSON.stringify(fields)}`
    if (!told.has(line)) log.warn(sentence, fields)
    told.add(line)
  }
  return (looks) => {
    const found = Object.values(looks)
    if (found.every(({ state }) => state === 'ok')) {
      if (told.size > 0) log.info('Ready.')
      told.clear()
      return
    }
    tell('Not ready.', { ...partsOf(looks) })
    for (const { problem } of found)
      if (problem !== undefined) tell(`${problem.message} ${problem.hint}`)
  }
}

/** `GET /health` and `/live`: the process answers; nothing else is asked. */
export const live: PathHandler = async (_request, response) => {
  sendJson(response, 200, { status: 'ok' })
  await Promise.resolve()
}

/**
 * `GET /ready`: 200 while calls can be answered, else 503 that names which part is missing by its
 * error code. Requests at the same time share one look.
 */
export function readiness(options: ReadinessOptions): PathHandler {
  let looking: Promise<Looks> | undefined
  const report = reporter(options.log)
  const shared = async (): Promise<Looks> => {
    looking ??= lookAtAll(options)
    try {
      return await looking
    } finally {
      looking = undefined
    }
  }
  return async (_request, response) => {
    const draining = options.isDraining()
    const looks = await shared()
    report(looks)
    const parts = partsOf(looks)
    const ready = !draining && Object.values(parts).every((part) => part === 'ok')
    sendJson(response, ready ? 200 : 503, { ready, draining, ...parts })
  }
}

import type { Broker, PathHandler } from '../broker/broker.js'
import type { App } from '../calls/app.js'
import { toJheError } from '../errors.js'
import type { Log } from '../log.js'
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

const look = async (ask: (signal: AbortSignal) => Promise<unknown>): Promise<PartState> => {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    await orAbort(ask(signal), signal)
    return 'ok'
  } catch (thrown) {
    return signal.aborted ? 'TIMEOUT' : toJheError(thrown).code
  }
}

const lookAtAll = async ({ app, broker, state }: ReadinessOptions): Promise<Parts> => {
  const [signIn, shared, database] = await Promise.all([
    look(async (signal) => {
      await broker.ready(signal)
    }),
    look(async (signal) => {
      await state.ready(signal)
    }),
    look(async (signal) => {
      if (app.problem !== undefined) throw app.problem
      return await (await app.database()).inspect(signal)
    }),
  ])
  return { sign_in: signIn, shared_state: shared, database }
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
  let looking: Promise<Parts> | undefined
  let wasReady = true
  const shared = async (): Promise<Parts> => {
    looking ??= lookAtAll(options)
    try {
      return await looking
    } finally {
      looking = undefined
    }
  }
  return async (_request, response) => {
    const draining = options.isDraining()
    const parts = await shared()
    const isComplete = Object.values(parts).every((part) => part === 'ok')
    if (isComplete !== wasReady) {
      if (isComplete) options.log.info('Ready.')
      else options.log.warn('Not ready.', { ...parts })
    }
    wasReady = isComplete
    const ready = isComplete && !draining
    sendJson(response, ready ? 200 : 503, { ready, draining, ...parts })
  }
}

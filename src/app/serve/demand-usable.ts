import type { App } from '../../calls/app.js'
import { JheError, type ErrorCode } from '../../errors.js'
import type { Log } from '../../log.js'
import { orAbort } from '../../or-abort.js'
import type { StateStore } from '../../state/store.js'

/** What somebody has to set right first; all else may heal while the process waits. */
const lasting: readonly ErrorCode[] = ['CONFIG_INVALID', 'DATABASE_ROLE_UNSAFE']

/** Milliseconds that a part has to answer. */
const timeoutMs = 2_000

export interface Demanded {
  readonly app: Pick<App, 'database'>
  readonly state: Pick<StateStore, 'ready'>
  readonly log: Log
}

/**
 * Looks at the state and the database once, before anybody is served. What is out of reach now is
 * left to `/ready`.
 * @throws JheError CONFIG_INVALID, as for JHE's own database as the state; DATABASE_ROLE_UNSAFE
 */
export async function demandUsable({ app, state, log }: Demanded): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs)
  const looks = [
    async () => {
      await state.ready(signal)
    },
    async () => {
      await (await app.database()).inspect(signal)
    },
  ]
  const results = await Promise.allSettled(
    looks.map(async (look) => {
      await orAbort(look(), signal)
    }),
  )
  for (const result of results) {
    if (result.status === 'fulfilled') continue
    const thrown: unknown = result.reason
    if (thrown instanceof JheError && lasting.includes(thrown.code)) throw thrown
    log.failure(thrown)
  }
}

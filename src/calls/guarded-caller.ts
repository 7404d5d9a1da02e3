import type { Identity } from '../auth/identity.js'
import type { Held } from '../guard/brake/counter.js'
import type { ReadingView } from '../guard/brake/store.js'
import type { Guard } from '../guard/guard.js'
import type { AuditSpan } from './audit-span.js'
import type { RequestContext } from './request-context.js'

/** A call whose person the guard admits, and whose answer it counts. */
export interface GuardedCaller {
  /** The same request; its identity source fails for a person whose sessions are stopped. */
  readonly request: RequestContext
  /** Counts an answer, before it is told. @throws JheError BRAKED, INTERNAL */
  readonly release: (held: Held) => Promise<void>
}

/** Puts the guard around whoever asks. */
export function guardedCaller(
  guard: Guard,
  { request, alarm }: Pick<AuditSpan, 'request' | 'alarm'>,
): GuardedCaller {
  const { identity } = request
  let admitted: { readonly person: Identity; readonly seen: ReadingView | undefined } | undefined
  const current = async (signal: AbortSignal): Promise<Identity> => {
    const person = await identity.current(signal)
    admitted = { person, seen: await guard.admit(person) }
    return person
  }
  return {
    request: { ...request, identity: { ...identity, current } },
    release: async (held) => {
      if (held.patients.length === 0 && held.rows === 0) return
      if (admitted === undefined) throw new Error('an answer for nobody holds patients')
      await guard.release(held, admitted.person, alarm, admitted.seen)
    },
  }
}

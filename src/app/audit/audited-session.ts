import { randomUUID } from 'node:crypto'

import type { Session } from '../../auth/session/session.js'
import type { Config } from '../../config.js'
import { toJheError } from '../../errors.js'
import type { OpenAudit } from './open-audit.js'

/** Where a sign-in or a sign-out is recorded. */
export interface AuditTarget {
  readonly audit: Pick<OpenAudit, 'record'>
  /** Read when the line is written. */
  readonly issuer: string
  /** Null where a server elsewhere decides. */
  readonly consent: Config['consent'] | null
  readonly now: () => Date
}

/** Runs a sign-in or a sign-out and records one audit line about it. @throws what `work` throws */
export async function auditedSession<T>(
  event: 'sign_in' | 'sign_out',
  target: AuditTarget,
  work: () => Promise<T>,
  subjectOf: (done: T | undefined) => Session['subject'] | null,
): Promise<T> {
  const { audit, consent, now } = target
  const at = now().toISOString()
  const started = performance.now()
  const write = (code: string, done: T | undefined): void => {
    audit.record({
      id: randomUUID(),
      at,
      ms: Math.round(performance.now() - started),
      event,
      name: null,
      code,
      subject: subjectOf(done),
      issuer: target.issuer,
      permission_source: null,
      consent,
      client: null,
      studies: [],
      patients: [],
      rows: 0,
      bytes: 0,
      truncated: false,
    })
  }
  try {
    const done = await work()
    write('OK', done)
    return done
  } catch (thrown) {
    write(toJheError(thrown).code, undefined)
    throw thrown
  }
}

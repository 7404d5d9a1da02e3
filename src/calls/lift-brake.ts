import type { AuditEntry } from '../audit/event.js'
import type { App } from './app.js'
import { callerFacts } from './audit-span.js'
import type { RequestContext } from './request-context.js'

/** The line of the audit trail that says who lifted the brake. */
export const liftEntry = (
  at: Date,
  facts: Pick<AuditEntry, 'subject' | 'issuer' | 'consent' | 'client'> & Partial<AuditEntry>,
): AuditEntry => ({
  permission_source: null,
  ...facts,
  id: crypto.randomUUID(),
  at: at.toISOString(),
  ms: 0,
  event: 'lift',
  name: null,
  code: 'OK',
  studies: [],
  patients: [],
  rows: 0,
  bytes: 0,
  truncated: false,
})

/**
 * Lifts the brake of the caller for an hour, because the person said so, with a line in the audit
 * trail. It ends no stop.
 * @returns false where the person was not asked lately
 * @throws JheError as the identity and the guard do
 */
export async function liftBrake(app: App, request: RequestContext): Promise<boolean> {
  const [guard, person] = await Promise.all([app.guard(), request.identity.current(request.signal)])
  await guard.admit(person)
  if (!(await guard.lift(person))) return false
  app.audit.record(liftEntry(app.now(), callerFacts(app, request, person)))
  return true
}

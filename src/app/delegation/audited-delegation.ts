import { randomUUID } from 'node:crypto'

import type { OpenAudit } from '../audit/open-audit.js'

/** What the line of a delegation says. */
export interface DelegationLine {
  readonly audit: Pick<OpenAudit, 'record'>
  readonly event: 'delegate' | 'revoke'
  readonly now: Date
  readonly issuer: string
  readonly consent: 'enforce' | 'off'
  readonly subject: number | null
  /** `jti` */
  readonly id: string
  readonly actors: readonly string[]
  readonly studies: readonly number[]
  readonly patients: readonly number[]
}

/** Records that something was delegated or revoked. */
export function recordDelegation(line: DelegationLine): void {
  const { audit, event, now, issuer, consent, subject, id, actors, studies, patients } = line
  audit.record({
    id: randomUUID(),
    at: now.toISOString(),
    ms: 0,
    event,
    name: null,
    code: 'OK',
    subject,
    issuer,
    permission_source: null,
    consent,
    client: null,
    delegation: id,
    ...(actors.length === 0 ? {} : { act: [...actors] }),
    studies: [...studies],
    patients: [...patients],
    rows: 0,
    bytes: 0,
    truncated: false,
  })
}

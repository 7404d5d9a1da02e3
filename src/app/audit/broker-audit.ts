import { randomUUID } from 'node:crypto'

import type { BrokerEvent } from '../../broker/broker.js'
import type { App } from '../../calls/app.js'
import { clean } from '../../text/clean.js'
import { fingerprint } from '../../text/fingerprint.js'

/** What the lines of the broker have in common. */
export interface BrokerAuditOptions {
  readonly audit: Pick<App['audit'], 'record'>
  /** Of JHE, whose people the subjects are. */
  readonly issuer: string
  readonly consent: App['config']['consent']
  readonly now: () => Date
}

/** Records what happens to grants, one line for each event. @returns a function for the broker's events */
export function brokerAudit({
  audit,
  issuer,
  consent,
  now,
}: BrokerAuditOptions): (event: BrokerEvent) => void {
  return ({ event, code, subject, clientId, grantId, delegation }) => {
    audit.record({
      id: randomUUID(),
      at: now().toISOString(),
      ms: 0,
      event,
      name: null,
      code: clean(code, 100),
      subject,
      issuer: subject === null ? null : issuer,
      permission_source: null,
      consent,
      client: null,
      transport: 'http',
      client_id: clientId === null ? null : clean(clientId, 300),
      grant: grantId === null ? null : fingerprint(grantId),
      ...(delegation === undefined
        ? {}
        : { delegation: delegation.id, act: [...delegation.actors] }),
      studies: [],
      patients: [],
      rows: 0,
      bytes: 0,
      truncated: false,
    })
  }
}

import type { App } from './app.js'
import type { RequestContext } from './request-context.js'

/** The study before and after a choice; `core_study.id`. */
export interface Chosen {
  readonly from: number | undefined
  readonly to: number
}

/** Records that the person chose the study of the session, or another one. */
export async function recordChoice(
  { audit, now, config }: App,
  { identity, client, signal }: RequestContext,
  { from, to }: Chosen,
): Promise<void> {
  const { subject, issuer } = await identity.current(signal)
  audit.record({
    id: crypto.randomUUID(),
    at: now().toISOString(),
    ms: 0,
    event: 'context',
    name: null,
    code: 'OK',
    subject,
    issuer,
    permission_source: null,
    consent: config.consent,
    client:
      client === null
        ? null
        : { name: client.name.slice(0, 100), version: client.version.slice(0, 50) },
    previous: from === undefined ? [] : [from],
    studies: [to],
    patients: [],
    rows: 0,
    bytes: 0,
    truncated: false,
  })
}

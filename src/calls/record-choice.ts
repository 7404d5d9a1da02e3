import type { App } from './app.js'
import { callerFacts } from './audit-span.js'
import type { RequestContext } from './request-context.js'

/** The study before and after a choice; `core_study.id`. */
export interface Chosen {
  readonly from: number | undefined
  readonly to: number
}

/** Records that the person chose the study of the session, or another one. */
export async function recordChoice(
  app: App,
  request: RequestContext,
  { from, to }: Chosen,
): Promise<void> {
  const person = await request.identity.current(request.signal)
  app.audit.record({
    ...callerFacts(app, request, person),
    id: crypto.randomUUID(),
    at: app.now().toISOString(),
    ms: 0,
    event: 'context',
    name: null,
    code: 'OK',
    previous: from === undefined ? [] : [from],
    studies: [to],
    patients: [],
    rows: 0,
    bytes: 0,
    truncated: false,
  })
}

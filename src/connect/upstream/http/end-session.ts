import { dropBody } from '../wire/body.js'
import type { TransportContext } from '../wire/context.js'
import { exchange } from '../wire/exchange.js'
import { sessionHeaders, type Session } from './headers.js'

/** Tells the server that a session is over, where there is one; never throws. */
export async function endSession(context: TransportContext, session: Session): Promise<void> {
  if (session.id === undefined) return
  try {
    const signal = AbortSignal.timeout(context.limits.closeMs)
    const credentials = await context.credentials(signal)
    const headers = { ...sessionHeaders(session), ...credentials?.headers }
    dropBody(await exchange(context, context.server.href, { method: 'DELETE', headers, signal }))
  } catch (thrown) {
    context.log.failure(thrown)
  }
}

import { narrowGranted } from '../app/delegation/narrow-granted.js'
import type { Authenticated } from '../broker/broker.js'
import type { App } from '../calls/app.js'
import { callerOf, type Caller, type CallerOrigin, type Granted } from '../calls/request-context.js'
import { fingerprint } from '../text/fingerprint.js'
import type { CallLimits } from './http-server.js'

/** What every request of a server has in common. */
export interface RequestCallers {
  readonly app: App
  readonly granted: Granted
  readonly limits?: CallLimits | undefined
}

/**
 * The caller of one request, from its own token and nothing else: nobody is presumed from an earlier
 * request, and the person is whom this token speaks of.
 */
export function requestCaller(
  { app, granted, limits }: RequestCallers,
  { identity, subject, clientId, grantId, delegation }: Authenticated,
  transport: CallerOrigin['transport'],
): Caller {
  const ofThisRequest = {
    current: async (signal: AbortSignal) => await identity.current(signal),
    state: async (signal: AbortSignal) => await identity.state(signal),
  }
  const held = delegation === undefined ? granted : narrowGranted(granted, delegation)
  const grant = grantId === null ? null : fingerprint(grantId)
  return {
    ...callerOf(app, ofThisRequest, held),
    ...(delegation === undefined ? {} : { delegation }),
    ...(limits === undefined ? {} : { turn: limits.turnOf(subject) }),
    origin: { transport, subject, clientId, grant },
  }
}

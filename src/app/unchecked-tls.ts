import { JheError } from '../errors.js'
import type { Runtime } from './runtime.js'

/**
 * Tokens must not be sent over TLS without certificate checks.
 * @param who has that address, as people know it
 * @throws JheError CONFIG_INVALID where the environment turns them off
 */
export function refuseUncheckedTls(issuer: string, env: Runtime['env'], who = 'JHE'): void {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0' || !issuer.startsWith('https:')) return
  throw new JheError(
    'CONFIG_INVALID',
    `NODE_TLS_REJECT_UNAUTHORIZED=0 is set, so nobody would check who ${who} is.`,
    'Remove the variable; for a private authority set NODE_EXTRA_CA_CERTS=<file of the CA>.',
  )
}

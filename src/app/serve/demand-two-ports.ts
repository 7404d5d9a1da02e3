import { JheError } from '../../errors.js'
import type { ServeConfig } from '../../serve-config.js'

/**
 * Metrics and peers must not be where people are. Without this the port would be said to be taken by
 * another program.
 * @throws JheError CONFIG_INVALID where both listeners would have one port of the same address
 */
export function demandTwoPorts({
  listen,
  internalListen,
}: Pick<ServeConfig, 'listen' | 'internalListen'>): void {
  if (internalListen === undefined || listen.port === 0) return
  const hosts = new Set([listen.host, internalListen.host])
  if (listen.port !== internalListen.port || (hosts.size === 2 && !hosts.has(''))) return
  throw new JheError(
    'CONFIG_INVALID',
    'JHE_LISTEN (--listen) and JHE_INTERNAL_LISTEN (--internal-listen) name the same port.',
    'Set JHE_INTERNAL_LISTEN to another port that nobody outside reaches, like :8002.',
  )
}

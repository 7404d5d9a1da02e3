import type { ClientEnvironment, ReadFile } from '../../db/conninfo/client-environment.js'
import { parseConnectionUrl, type ConnectionTarget } from '../../db/postgres/connection-url.js'
import { JheError } from '../../errors.js'

const ofState = (text: string): string => text.replaceAll('JHE_DB_CONN', 'JHE_STATE_CONN')

/** Sign-ins are written, and only one of several servers takes that: they must not be spread. */
const requireOneHost = ({ hosts }: ConnectionTarget): void => {
  if (hosts.length === 1) return
  throw new JheError(
    'CONFIG_INVALID',
    'JHE_STATE_CONN names several hosts, of which jhe-mcp does not choose one.',
    'Name the address that always leads to the primary server, such as that of a pooler.',
  )
}

/**
 * Reads `JHE_STATE_CONN` by the rules of `JHE_DB_CONN`, but for one host.
 * @param readFile reads a certificate file
 * @throws JheError CONFIG_INVALID that never holds a value of it
 */
export function readStateTarget(
  text: string,
  readFile: ReadFile,
  environment?: ClientEnvironment,
): ConnectionTarget {
  try {
    const target = parseConnectionUrl(text, readFile, environment)
    requireOneHost(target)
    return target
  } catch (thrown) {
    if (!(thrown instanceof JheError)) throw thrown
    const { code, message, hint } = thrown
    throw new JheError(code, ofState(message), ofState(hint), { cause: thrown })
  }
}

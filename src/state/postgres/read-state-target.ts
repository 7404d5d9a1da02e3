import type { ClientEnvironment, ReadFile } from '../../db/conninfo/client-environment.js'
import { parseConnectionUrl, type ConnectionTarget } from '../../db/postgres/connection-url.js'
import { JheError } from '../../errors.js'

const ofState = (text: string): string => text.replaceAll('JHE_DB_CONN', 'JHE_STATE_CONN')

/**
 * Reads `JHE_STATE_CONN` by the rules of `JHE_DB_CONN`.
 * @param readFile reads a certificate file
 * @throws JheError CONFIG_INVALID that never holds a value of it
 */
export function readStateTarget(
  text: string,
  readFile: ReadFile,
  environment?: ClientEnvironment,
): ConnectionTarget {
  try {
    return parseConnectionUrl(text, readFile, environment)
  } catch (thrown) {
    if (!(thrown instanceof JheError)) throw thrown
    const { code, message, hint } = thrown
    throw new JheError(code, ofState(message), ofState(hint), { cause: thrown })
  }
}

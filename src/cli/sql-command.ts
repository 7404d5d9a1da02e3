import { roleScript } from './role-script.js'
import { printSql } from './sql.js'

/** Scripts for a JHE administrator; without a flag the closed list. */
export interface SqlFlags {
  /** Name of a least-privilege role. */
  readonly role?: string
}

/**
 * What `jhe-mcp sql` prints: the scripts asked for, in the order in which they are to be run.
 * @throws JheError INPUT_INVALID for flags that do not fit
 */
export function sqlCommand({ role }: SqlFlags): string {
  const scripts = [...(role === undefined ? [] : [roleScript(role)])]
  return scripts.length === 0 ? printSql() : scripts.join('\n')
}

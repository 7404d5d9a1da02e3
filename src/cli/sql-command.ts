import { JheError } from '../errors.js'
import { indexScript } from '../sql-scripts/index-script.js'
import { partitionScript } from '../sql-scripts/partition-script.js'
import { rlsScript } from '../sql-scripts/rls-script.js'
import { roleScript } from '../sql-scripts/role-script.js'
import { printSql } from '../sql-scripts/closed-list.js'

/** Scripts for a JHE administrator; without a flag the closed list. */
export interface SqlFlags {
  /** Name of a least-privilege role. */
  readonly role?: string
  /** Row-level security for the members of that role. */
  readonly rls?: boolean
  /** The advised indexes. */
  readonly indexes?: boolean
  /** Partitions, for a copy of the database. */
  readonly partitions?: boolean
}

const roleScripts = ({ role, rls = false }: SqlFlags): readonly string[] => {
  if (role !== undefined) return rls ? [roleScript(role), rlsScript(role)] : [roleScript(role)]
  if (!rls) return []
  throw new JheError(
    'INPUT_INVALID',
    '--rls needs the role whose members it is for.',
    'Write it like: jhe-mcp sql --role jhe_mcp_reader --rls',
  )
}

/**
 * What `jhe-mcp sql` prints: the scripts asked for, in the order in which they are to be run.
 * @throws JheError INPUT_INVALID for flags that do not fit
 */
export function sqlCommand(flags: SqlFlags): string {
  const scripts = [
    ...(flags.partitions === true ? [partitionScript()] : []),
    ...roleScripts(flags),
    ...(flags.indexes === true ? [indexScript()] : []),
  ]
  return scripts.length === 0 ? printSql() : scripts.join('\n')
}

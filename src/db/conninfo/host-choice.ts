import { invalid } from './invalid.js'
import type { Conninfo } from './read-conninfo.js'

/** What a server is to be: able to write, or a standby that follows another one. */
export type Wanted = 'primary' | 'standby' | 'any'

/** Which of the hosts is asked. */
export interface HostChoice {
  /** What is looked for among all hosts, the best first. */
  readonly rounds: readonly Wanted[]
  /** Whether the order of the hosts is left to chance (`load_balance_hosts=random`). */
  readonly isRandom: boolean
}

/**
 * libpq's `target_session_attrs`. Every session of jhe-mcp is read-only, so that of `read-write` and
 * `read-only` only the part counts that the server decides: whether it is a standby.
 */
const attributes: Readonly<Record<string, readonly Wanted[]>> = {
  any: ['any'],
  'read-write': ['primary'],
  'read-only': ['standby'],
  primary: ['primary'],
  standby: ['standby'],
  'prefer-standby': ['standby', 'any'],
}

const roundsOf = (said: string | undefined, hosts: number): readonly Wanted[] => {
  // a standby takes the load off the server that JHE writes to
  if (said === undefined || said === '') return hosts > 1 ? ['standby', 'any'] : ['any']
  const rounds = Object.hasOwn(attributes, said) ? attributes[said] : undefined
  if (rounds !== undefined) return rounds
  throw invalid(
    'has an unknown target_session_attrs',
    `Write one of ${Object.keys(attributes).join(', ')}.`,
  )
}

/**
 * `target_session_attrs` and `load_balance_hosts` (PostgreSQL manual, 34.1.2). Without the first, of
 * several hosts a standby is preferred.
 * @param hosts how many there are
 * @throws JheError CONFIG_INVALID
 */
export function readHostChoice(conninfo: Conninfo, hosts: number): HostChoice {
  const balance = conninfo.get('load_balance_hosts') ?? ''
  if (!['', 'disable', 'random'].includes(balance)) {
    throw invalid(
      'has an unknown load_balance_hosts',
      'Write load_balance_hosts=random or disable.',
    )
  }
  const rounds = roundsOf(conninfo.get('target_session_attrs'), hosts)
  return { rounds, isRandom: balance === 'random' }
}

import { JheError } from '../../errors.js'
import { databaseError, isOutOfConnections } from '../database-error.js'
import { StartFailure } from './start-failure.js'

/** Not ready, full, or a pooler that does not reach its server. */
const elsewhere = /^(57P0|53)|cannot connect to server|server login|server_login_retry/

/**
 * Whether another host is worth a try after one failed. As in libpq a refused password or failed TLS
 * ends the search: it is a fault of the settings, which another host would only hide.
 */
export function isWorthOtherHost(thrown: unknown): boolean {
  if (thrown instanceof JheError) return false
  if (!(thrown instanceof StartFailure)) return true
  if (thrown.isTlsMissing || thrown.isTlsFailure || thrown.message.startsWith('SASL')) return false
  if (!thrown.isRefusal || isOutOfConnections(thrown)) return true
  return elsewhere.test(`${thrown.code} ${thrown.message}`.trim())
}

/** What came of one host. */
export interface HostOutcome {
  /** From 1 on, in the order of `JHE_DB_CONN`. */
  readonly position: number
  readonly why: string
  /** Whether it answered, but is not what may be asked. */
  readonly answered: boolean
  readonly hint: string
}

const prefix = 'The JHE database cannot be reached: '

/** A host that failed. */
export const failedHost = (position: number, thrown: unknown): HostOutcome => {
  const { message, hint } = databaseError(thrown)
  const why = message.replace(prefix, '').replace(/\.$/, '')
  return { position, why, answered: false, hint }
}

const hintOf = (outcomes: readonly HostOutcome[]): string =>
  outcomes.find(({ answered }) => !answered)?.hint ?? outcomes[0]?.hint ?? 'Try again in a moment.'

/**
 * No host may be asked.
 * @param outcomes of each of them that was tried; hosts are named by their position in `JHE_DB_CONN`
 * @param hosts how many there are
 */
export function noHost(outcomes: readonly HostOutcome[], hosts: number, cause?: unknown): JheError {
  const sorted = outcomes.toSorted((a, b) => a.position - b.position)
  const parts = sorted.map(({ position, why }) =>
    hosts === 1 ? why : `host ${position} of JHE_DB_CONN: ${why}`,
  )
  const can = sorted.some(({ answered }) => answered) ? 'cannot be asked' : 'cannot be reached'
  const message = `The JHE database ${can}: ${parts.join('; ')}.`
  return new JheError('DATABASE_UNAVAILABLE', message, hintOf(sorted), { cause })
}

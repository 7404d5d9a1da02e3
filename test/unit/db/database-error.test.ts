import { describe, expect, it } from 'vitest'

import { databaseError, isConnectionLoss } from '../../../src/db/database-error.js'

/** What PostgreSQL, PgBouncer, Node and the driver may throw, and what becomes of it. */
const cases: readonly (readonly [code: string, text: string, becomes: string, says: string])[] = [
  ['57014', 'canceling statement due to statement timeout', 'QUERY_TIMEOUT', 'took too long'],
  ['25P04', 'terminating connection due to transaction timeout', 'QUERY_TIMEOUT', 'took too long'],
  ['55P03', 'canceling statement due to lock timeout', 'QUERY_TIMEOUT', 'is being changed'],
  ['40001', 'canceling statement due to conflict with recovery', 'DATABASE_UNAVAILABLE', 'standby'],
  ['53300', 'too many connections for role "x"', 'DATABASE_UNAVAILABLE', 'no connection to spare'],
  ['08P01', 'no more connections allowed (max_client_conn)', 'DATABASE_UNAVAILABLE', 'to spare'],
  ['53200', 'out of shared memory', 'DATABASE_UNAVAILABLE', 'out of memory or disk'],
  ['53400', 'temporary file size exceeds temp_file_limit', 'DATABASE_UNAVAILABLE', 'or disk'],
  ['53100', 'could not write: No space left on device', 'DATABASE_UNAVAILABLE', 'or disk'],
  ['08P01', 'query_wait_timeout', 'DATABASE_UNAVAILABLE', 'timed out'],
  ['08P01', 'server login has been failing, try again later', 'DATABASE_UNAVAILABLE', 'pooler'],
  ['57P01', 'terminating connection due to administrator command', 'DATABASE_UNAVAILABLE', 'down'],
  ['57P03', 'the database system is starting up', 'DATABASE_UNAVAILABLE', 'starting'],
  ['', 'Query read timeout', 'DATABASE_UNAVAILABLE', 'stopped answering'],
  ['', 'Connection terminated due to connection timeout', 'DATABASE_UNAVAILABLE', 'timed out'],
  ['', 'Connection terminated unexpectedly', 'DATABASE_UNAVAILABLE', 'was lost'],
  ['ECONNRESET', 'read ECONNRESET', 'DATABASE_UNAVAILABLE', 'was lost'],
  ['CERT_HAS_EXPIRED', 'certificate has expired', 'DATABASE_UNAVAILABLE', 'TLS failed'],
  ['28000', 'no pg_hba.conf entry for host', 'DATABASE_UNAVAILABLE', 'pg_hba.conf does not let'],
  ['28P01', 'password authentication failed', 'DATABASE_UNAVAILABLE', 'refused the user'],
  ['3D000', 'database "x" does not exist', 'DATABASE_UNAVAILABLE', 'no database of that name'],
  ['42501', 'permission denied for table x', 'DATABASE_DENIED', 'may not read'],
  ['42703', 'column "x" does not exist', 'SCHEMA_UNSUPPORTED', 'tables and columns'],
  ['22P02', 'invalid input syntax', 'INTERNAL', 'does not know'],
]

const thrown = (code: string, text: string) => Object.assign(new Error(text), { code })

describe('an error of the database', () => {
  it('cohort 10: what takes too long has its ways out: less, the indexes, a higher limit', () => {
    const { hint } = databaseError(thrown('57014', 'canceling statement'))
    expect(hint).toMatch(/Ask for less.*`jhe-mcp sql --indexes`.*JHE_STATEMENT_TIMEOUT/)
  })

  it.each(cases)('%s %s becomes %s', (code, text, becomes, says) => {
    const error = databaseError(thrown(code, text))
    expect(error.code).toBe(becomes)
    expect(error.message).toContain(says)
    expect(`${error.message} ${error.hint}`).not.toContain(text)
  })

  it.each([
    ['57P01', 'terminating connection', true],
    ['57P05', 'terminating connection due to idle-session timeout', true],
    ['', 'Connection terminated unexpectedly', true],
    ['57014', 'canceling statement', false],
    ['08P01', 'query_wait_timeout', false],
    ['', 'Query read timeout', false],
    ['', 'Connection terminated due to connection timeout', false],
    ['53300', 'too many connections', false],
  ])('%s %s is worth a second attempt: %s', (code, text, worth) => {
    expect(isConnectionLoss(thrown(code, text))).toBe(worth)
  })
})

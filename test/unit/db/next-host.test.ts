import { describe, expect, it } from 'vitest'

import { isWorthOtherHost } from '../../../src/db/postgres/next-host.js'
import { StartFailure } from '../../../src/db/postgres/start-failure.js'
import { lagProblem } from '../../../src/db/standby.js'
import { JheError } from '../../../src/errors.js'

const before = { isTls: false, asked: undefined }
const network = (code: string, message = '') =>
  new StartFailure(Object.assign(new Error(message), { code }), before)
const refused = (code: string, message = '') =>
  new StartFailure(Object.assign(new Error(message), { code, severity: 'FATAL' }), before)

describe('a host that fails', () => {
  it.each([
    ['refused', network('ECONNREFUSED'), true],
    ['timed out', network('ETIMEDOUT'), true],
    ['unknown by name', network('ENOTFOUND'), true],
    ['cut', network('', 'Connection terminated unexpectedly'), true],
    ['silent', new Error('Query read timeout'), true],
    ['starting', refused('57P03'), true],
    ['shutting down', refused('57P01'), true],
    ['full', refused('53300'), true],
    [
      'behind a pooler that does not reach it',
      refused('08P01', 'server login has been failing'),
      true,
    ],
    ['of a wrong password', refused('28P01'), false],
    ['of a pg_hba.conf that lets nobody in', refused('28000'), false],
    ['without the database', refused('3D000'), false],
    ['without TLS', network('', 'The server does not support SSL connections'), false],
    ['of another authority', network('SELF_SIGNED_CERT_IN_CHAIN'), false],
    ['that does not know the password', network('', 'SASL: SCRAM-SERVER-FINAL'), false],
    ['that is not given the password', new JheError('DATABASE_UNAVAILABLE', 'x', 'y'), false],
  ])('%s', (_what, thrown, isWorth) => {
    expect(isWorthOtherHost(thrown)).toBe(isWorth)
  })
})

describe('the lag of a standby', () => {
  it.each([
    [false, null, 0, undefined],
    [true, 0, 10, undefined],
    [true, 10, 10, undefined],
    [true, 10.4, 10, 'it is a standby 10 s behind its primary, and JHE_DB_MAX_LAG allows 10 s'],
    [true, 34.6, 10, 'it is a standby 35 s behind its primary, and JHE_DB_MAX_LAG allows 10 s'],
    [
      true,
      null,
      10,
      'it is a standby that cannot say how far it is behind, and JHE_DB_MAX_LAG allows 10 s',
    ],
    [true, 0, 0, 'it is a standby, and JHE_DB_MAX_LAG=0s allows the primary only'],
    [true, null, Infinity, undefined],
  ])('standby %s, lag %s, allowed %s', (standby, lag, maxLag, problem) => {
    expect(lagProblem({ standby, lag }, maxLag)).toBe(problem)
  })
})

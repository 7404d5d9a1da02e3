import { describe, expect, it } from 'vitest'

import { StartFailure } from '../../../src/db/postgres/start-failure.js'
import { JheError } from '../../../src/errors.js'
import { stateError } from '../../../src/state/postgres/state-error.js'

const failed = (code: string, message = 'canary of the server'): Error =>
  Object.assign(new Error(message), { code, severity: 'ERROR' })

const known = [
  ['25006', /read-only/],
  ['42501', /role may not use/],
  ['42P01', /tables are missing/],
  ['3F000', /tables are missing/],
  ['57014', /too long/],
  ['55P03', /too long/],
  ['40P01', /each other/],
  ['53300', /no connection to spare/],
  ['53100', /memory or disk/],
  ['57P01', /shutting down or starting/],
  ['08006', /shutting down or starting/],
  ['ECONNRESET', /connection/],
  ['ENOTFOUND', /name cannot be resolved/],
  ['23505', /SQLSTATE 23505/],
  ['', /state database|database refused/],
] as const

describe('an error of the state database', () => {
  it.each(known)('%s says why and what next, and nothing of the server', (code, why) => {
    const cause = failed(code)
    const error = stateError(cause)
    expect(error.code).toBe('STATE_UNAVAILABLE')
    expect(error.message).toMatch(why)
    expect(error.hint).not.toBe('')
    expect(error.cause).toBe(cause)
    expect(`${error.message} ${error.hint}`).not.toMatch(/canary|JHE_DB_CONN|JHE database/)
  })

  it('at the start of a session names its own setting', () => {
    const failure = new StartFailure(failed('28P01'), { isTls: false, asked: 'scram-sha-256' })
    const error = stateError(failure)
    expect(error.code).toBe('STATE_UNAVAILABLE')
    expect(error.hint).toContain('JHE_STATE_CONN')
  })

  it('that is one of ours already stays as it is', () => {
    const ours = new JheError('CONFIG_INVALID', 'what', 'next')
    expect(stateError(ours)).toBe(ours)
  })
})

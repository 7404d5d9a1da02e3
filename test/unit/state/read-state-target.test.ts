import { describe, expect, it } from 'vitest'

import { readStateTarget } from '../../../src/state/postgres/read-state-target.js'
import { caught } from '../../support/caught.js'

const read = (text: string) => readStateTarget(text, () => '')

describe('JHE_STATE_CONN', () => {
  it.each([
    'postgresql://state:secret@db.example:6432/state?sslmode=verify-full',
    'host=db.example port=6432 user=state password=secret dbname=state sslmode=verify-full',
  ])('is read in every form: %s', (text) => {
    expect(read(text)).toMatchObject({
      client: { host: 'db.example', port: 6432, user: 'state', database: 'state' },
      tls: 'verified',
    })
  })

  it.each([
    'postgresql://u:canary@db.example:0/state',
    'postgresql://u:canary@one.example,two.example/state',
    'host=one.example,two.example password=canary user=u dbname=state',
    'postgresql://u:canary@db.example/state?sslmode=some',
    'postgresql://u:canary@db.example/state?no_such_parameter=1',
  ])('that cannot be honoured is named, without its values: %s', (text) => {
    const { code, message, hint } = caught(() => read(text))
    expect(code).toBe('CONFIG_INVALID')
    expect(message).toContain('JHE_STATE_CONN')
    expect(`${message} ${hint}`).not.toMatch(/canary|JHE_DB_CONN/)
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, it } from 'vitest'

import { createAuthExchange } from '../../../src/db/postgres/auth-exchange.js'
import { parseConnectionUrl } from '../../../src/db/postgres/connection-url.js'
import { caught } from '../../support/caught.js'

const noFiles = (): string => {
  throw new Error('nothing to read here')
}
const parse = (text: string, env: Record<string, string> = {}, home = '/home/ada') =>
  parseConnectionUrl(text, noFiles, { env, home })

const placesOf = (text: string, env: Record<string, string> = {}) =>
  parse(text, env).hosts.map(({ client }) => `${client.host ?? ''} ${client.port ?? ''}`)

describe('hosts of JHE_DB_CONN', () => {
  // PostgreSQL manual, 34.1.1.3: Specifying Multiple Hosts
  it.each([
    ['postgresql://u@a:5432,b:5433/jhe', ['a 5432', 'b 5433']],
    ['postgresql://u@a,b/jhe', ['a 5432', 'b 5432']],
    ['postgresql://u@a,b:5433/jhe', ['a 5432', 'b 5433']],
    ['postgresql://u@a:5433,b/jhe', ['a 5433', 'b 5432']],
    ['postgresql://u@a,b/jhe?port=6000', ['a 6000', 'b 6000']],
    ['postgresql://u@a,b/jhe?port=6000,', ['a 6000', 'b 5432']],
    ['postgresql://u@/jhe?host=a,b,c&port=1,2,3', ['a 1', 'b 2', 'c 3']],
    ['postgresql://u@[::1]:5433,[2001:db8::1]/jhe', ['::1 5433', '2001:db8::1 5432']],
    ['postgresql://u@%2Frun%2Fpg,b/jhe', ['/run/pg 5432', 'b 5432']],
    ['host=a,b dbname=jhe user=u', ['a 5432', 'b 5432']],
    ['host=a,b port=6000 user=u', ['a 6000', 'b 6000']],
    ["host=a,b port='6000, 6001' user=u", ['a 6000', 'b 6001']],
    ['host=a,b port=,6001 user=u', ['a 5432', 'b 6001']],
    ['hostaddr=10.0.0.1,10.0.0.2 user=u', ['10.0.0.1 5432', '10.0.0.2 5432']],
    ['host=a,b hostaddr=10.0.0.1,10.0.0.2 user=u', ['10.0.0.1 5432', '10.0.0.2 5432']],
    ['host=a,b hostaddr=10.0.0.1, user=u', ['10.0.0.1 5432', 'b 5432']],
    ['host=,hostaddr hostaddr=10.0.0.1,10.0.0.2 user=u', ['10.0.0.1 5432', '10.0.0.2 5432']],
    ['host=/run/pg,/run/other user=u', ['/run/pg 5432', '/run/other 5432']],
    ['host=a user=u', ['a 5432']],
  ])('%s', (text, places) => {
    expect(placesOf(text)).toEqual(places)
  })

  it('come from the environment as from the text', () => {
    expect(placesOf('dbname=jhe user=u', { PGHOST: 'a,b', PGPORT: '1,2' })).toEqual(['a 1', 'b 2'])
    expect(placesOf('postgresql://u@a,b/jhe', { PGPORT: '7' })).toEqual(['a 7', 'b 7'])
  })

  it.each([
    ['host=a,b port=1,2,3 user=u', 'names 3 ports for 2 hosts'],
    ['host=a port=1,2 user=u', 'names 2 ports for 1 host'],
    ['host=a,b hostaddr=10.0.0.1 user=u', 'names 2 names of hosts for 1 host'],
    ['host=a,b port=1,planted user=u', 'a port that is not one'],
    ['host=a,b port=1,70000 user=u', 'a port that is not one'],
    ['host=a,@planted user=u', 'an abstract socket'],
    ['host=a target_session_attrs=planted user=u', 'unknown target_session_attrs'],
    ['host=a target_session_attrs=constructor user=u', 'unknown target_session_attrs'],
    ['host=a,b load_balance_hosts=planted user=u', 'unknown load_balance_hosts'],
  ])('%s is refused', (text, why) => {
    const { code, message, hint } = caught(() => parse(text))
    expect(code).toBe('CONFIG_INVALID')
    expect(message).toContain(why)
    expect(`${message} ${hint}`).not.toContain('planted')
  })

  it('have TLS each for itself: this machine needs none, another one is verified', () => {
    const { hosts, tls } = parse('postgresql://u:pw@localhost,db.example.org/jhe')
    expect(hosts.map((host) => host.tls)).toEqual(['off', 'verified'])
    expect(tls).toBe('off')
    expect(hosts.map(({ client }) => client.password)).toEqual(['pw', 'pw'])
  })

  it('share less time to connect than one alone has', () => {
    expect(parse('host=a user=u').connectLimit).toBe(5_000)
    expect(parse('host=a,b user=u').hosts.map((host) => host.connectLimit)).toEqual([3_000, 3_000])
    expect(parse('host=a,b user=u connect_timeout=2').connectLimit).toBe(2_000)
  })
})

describe('target_session_attrs and load_balance_hosts', () => {
  it.each([
    ['host=a', ['any']],
    ['host=a,b', ['standby', 'any']],
    ['host=a,b target_session_attrs=any', ['any']],
    ['host=a,b target_session_attrs=primary', ['primary']],
    ['host=a,b target_session_attrs=read-write', ['primary']],
    ['host=a,b target_session_attrs=standby', ['standby']],
    ['host=a,b target_session_attrs=read-only', ['standby']],
    ['host=a,b target_session_attrs=prefer-standby', ['standby', 'any']],
    ['host=a target_session_attrs=prefer-standby', ['standby', 'any']],
  ])('%s looks for %j', (text, rounds) => {
    expect(parse(`${text} user=u`).choice).toEqual({ rounds, isRandom: false })
  })

  it('may leave the order to chance', () => {
    expect(parse('host=a,b user=u load_balance_hosts=random').choice.isRandom).toBe(true)
    expect(parse('host=a,b user=u load_balance_hosts=disable').choice.isRandom).toBe(false)
    const env = { PGLOADBALANCEHOSTS: 'random', PGTARGETSESSIONATTRS: 'primary' }
    const { choice, variables } = parse('host=a,b user=u', env)
    expect(choice).toEqual({ rounds: ['primary'], isRandom: true })
    expect(variables).toEqual(Object.keys(env))
  })
})

describe('a password file with several hosts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jhe-pgpass-'))
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it('gives each host its own password', () => {
    const lines = ['a:5432:jhe:u:of a', 'b:6000:jhe:u:of b', '10.0.0.3:*:*:*:of the third']
    writeFileSync(join(folder, 'pgpass'), lines.join('\n'), { mode: 0o600 })
    const env = { PGPASSFILE: '~/pgpass' }
    const text =
      'host=a,b, hostaddr=10.0.0.1,10.0.0.2,10.0.0.3 port=5432,6000,7000 dbname=jhe user=u'
    const passwords = parse(text, env, folder).hosts.map((host) => {
      const exchange = createAuthExchange(host, false)
      exchange.ask('scram-sha-256', ['SCRAM-SHA-256'])
      return exchange.password()
    })
    expect(passwords).toEqual(['of a', 'of b', 'of the third'])
  })
})

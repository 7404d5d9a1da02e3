import { chownSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { connectPg } from '../../../src/db/postgres/pg-connection.js'
import { parseConnectionUrl } from '../../../src/db/postgres/connection-url.js'
import { rejected } from '../../support/caught.js'
import { createCertificate } from '../../support/issuer/certificate.js'
import { startCluster, type Cluster } from '../../support/database/cluster.js'
import { rawApplication } from '../../support/database/statements/statement-log.js'

const never = new AbortController().signal
const isEncrypted = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'

describe('TLS towards the database', () => {
  let cluster: Cluster
  const own = createCertificate('localhost')
  const expired = createCertificate('localhost', -1)
  const client = createCertificate('certified')
  const files: Readonly<Record<string, string>> = {
    '/own.pem': own.cert,
    '/expired.pem': expired.cert,
    '/client.pem': client.cert,
    '/client.key': client.key,
    '/other.pem': createCertificate('localhost').cert,
  }

  const configure = async (statements: string) => {
    const admin = new pg.Client(`postgresql://postgres@127.0.0.1:${cluster.port}/postgres`)
    await admin.connect()
    for (const statement of statements.split('; ')) await admin.query(statement)
    await admin.query('select pg_reload_conf()')
    await admin.end()
  }

  const write = (name: string, text: string) => {
    const { uid, gid } = statSync(cluster.data)
    const path = join(cluster.data, name)
    writeFileSync(path, text, { mode: 0o600 })
    if (process.platform !== 'win32') chownSync(path, uid, gid)
  }

  beforeAll(async () => {
    cluster = await startCluster()
    write('server.crt', own.cert)
    write('server.key', own.key)
    write('clients.crt', client.cert)
    write(
      'pg_hba.conf',
      `hostssl all certified 127.0.0.1/32 cert
host all certified 127.0.0.1/32 reject
host all all 127.0.0.1/32 trust
host all all ::1/128 trust
`,
    )
    await configure("create role certified login; alter system set ssl_ca_file = 'clients.crt'")
    await configure('alter system set ssl = on')
  })
  afterAll(async () => {
    await cluster.stop()
  })

  const connectWith = (host: string, query: string, user = 'postgres') =>
    connectPg({
      target: parseConnectionUrl(
        `postgresql://${user}@${host}:${cluster.port}/postgres${query}`,
        (path) => files[path] ?? '',
      ),
      statementTimeout: 15_000,
      applicationName: rawApplication,
    })

  const ask = async (host: string, query: string, user?: string) => {
    const connection = connectWith(host, query, user)
    try {
      return await connection.query(isEncrypted, [], never)
    } finally {
      await connection.close()
    }
  }

  it.each([
    ['verify-full', 'localhost', '?sslmode=verify-full&sslrootcert=/own.pem'],
    [
      'sslrootcert alone, towards this machine',
      '127.0.0.1',
      '?sslmode=verify-ca&sslrootcert=/own.pem',
    ],
    ['require, which checks nothing', '127.0.0.1', '?sslmode=require'],
    ['no-verify, which says so', '127.0.0.1', '?sslmode=no-verify'],
  ])('T-N3: is used with %s', async (_mode, host, query) => {
    expect(await ask(host, query)).toEqual([{ ssl: true }])
  })

  it.each([
    ['a certificate that nobody vouches for', 'localhost', '?sslmode=verify-full'],
    [
      'a certificate of another authority',
      'localhost',
      '?sslmode=verify-full&sslrootcert=/other.pem',
    ],
    ['a certificate for another name', '127.0.0.1', '?sslmode=verify-full&sslrootcert=/own.pem'],
    ['verify-ca and another authority', '127.0.0.1', '?sslmode=verify-ca&sslrootcert=/other.pem'],
  ])('T-N3: refuses %s', async (_what, host, query) => {
    const { code, message, hint } = await rejected(ask(host, query))
    expect(code).toBe('DATABASE_UNAVAILABLE')
    expect(message).toContain('TLS failed')
    expect(hint).toContain('sslrootcert')
  })

  it('T-N3: shows a client certificate where the server asks for one', async () => {
    const query = '?sslmode=verify-ca&sslrootcert=/own.pem'
    const withIt = `${query}&sslcert=/client.pem&sslkey=/client.key`
    expect(await ask('127.0.0.1', withIt, 'certified')).toEqual([{ ssl: true }])
    for (const [without, says] of [
      [query, 'asks for a client certificate'],
      ['?sslmode=disable', 'pg_hba.conf does not let this user in'],
    ] as const) {
      const { code, message } = await rejected(ask('127.0.0.1', without, 'certified'))
      expect(code).toBe('DATABASE_UNAVAILABLE')
      expect(message).toContain(says)
    }
  })

  it('cancels a statement through TLS too', async () => {
    const connection = connectWith('localhost', '?sslmode=verify-full&sslrootcert=/own.pem')
    const controller = new AbortController()
    const running = connection.query('select pg_sleep(600)', [], controller.signal)
    running.catch(() => undefined)
    const isRunning = `select from pg_stat_activity where query like '%pg_sleep(600)%' and state = 'active' and pid <> pg_backend_pid()`
    const rows = async () => (await connection.query(isRunning, [], never)).length
    while ((await rows()) === 0);
    controller.abort(new Error('changed their mind'))
    await expect(running).rejects.toThrow('changed their mind')
    // the error is sent a moment before the backend is idle
    await expect.poll(rows).toBe(0)
    await connection.close()
  })

  it('T-N3: refuses a certificate that is over', async () => {
    write('server.crt', expired.cert)
    write('server.key', expired.key)
    await configure('select pg_reload_conf()')
    await vi.waitFor(
      async () => {
        const query = '?sslmode=verify-full&sslrootcert=/expired.pem'
        const { code, message, cause } = await rejected(ask('localhost', query))
        expect(cause).toMatchObject({ code: 'CERT_HAS_EXPIRED' })
        expect(code).toBe('DATABASE_UNAVAILABLE')
        expect(message).toContain('TLS failed')
      },
      { timeout: 30_000, interval: 50 },
    )
  })

  it('T-N3: is never given up silently where the server has none', async () => {
    await configure('alter system set ssl = off')
    for (const mode of ['require', 'verify-full', 'no-verify']) {
      const { code, message } = await rejected(ask('localhost', `?sslmode=${mode}`))
      expect(code).toBe('DATABASE_UNAVAILABLE')
      expect(message).toContain('has no TLS')
    }
    for (const query of ['', '?sslmode=prefer', '?sslmode=allow', '?sslmode=disable']) {
      expect(await ask('localhost', query)).toEqual([{ ssl: false }])
    }
  })
})

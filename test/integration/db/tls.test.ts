import { chownSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { connectPg } from '../../../src/db/pg-connection.js'
import { parseConnectionUrl } from '../../../src/db/connection-url.js'
import { rejected } from '../../support/caught.js'
import { createCertificate } from '../../support/certificate.js'
import { startCluster, type Cluster } from '../../support/cluster.js'
import { rawApplication } from '../../support/statement-log.js'

const never = new AbortController().signal
const isEncrypted = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'

describe('TLS towards the database', () => {
  let cluster: Cluster
  const own = createCertificate('localhost')
  const files: Readonly<Record<string, string>> = {
    '/own.pem': own.cert,
    '/other.pem': createCertificate('localhost').cert,
  }

  const configure = async (statement: string) => {
    const admin = new pg.Client(`postgresql://postgres@127.0.0.1:${cluster.port}/postgres`)
    await admin.connect()
    await admin.query(statement)
    await admin.query('select pg_reload_conf()')
    await admin.end()
  }

  beforeAll(async () => {
    cluster = await startCluster()
    const { uid, gid } = statSync(cluster.data)
    for (const [name, text] of [
      ['server.crt', own.cert],
      ['server.key', own.key],
    ] as const) {
      const path = join(cluster.data, name)
      writeFileSync(path, text, { mode: 0o600 })
      if (process.platform !== 'win32') chownSync(path, uid, gid)
    }
    await configure('alter system set ssl = on')
  })
  afterAll(async () => {
    await cluster.stop()
  })

  const connectWith = (host: string, query: string) =>
    connectPg({
      target: parseConnectionUrl(
        `postgresql://postgres@${host}:${cluster.port}/postgres${query}`,
        (path) => files[path] ?? '',
      ),
      statementTimeout: 15_000,
      applicationName: rawApplication,
    })

  const ask = async (host: string, query: string) => {
    const connection = connectWith(host, query)
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
    expect(await rows()).toBe(0)
    await connection.close()
  })

  it('T-N3: is never given up silently where the server has none', async () => {
    await configure('alter system set ssl = off')
    for (const mode of ['require', 'verify-full', 'no-verify', 'prefer']) {
      const { code, message } = await rejected(ask('localhost', `?sslmode=${mode}`))
      expect(code).toBe('DATABASE_UNAVAILABLE')
      expect(message).toContain('TLS failed')
    }
    expect(await ask('localhost', '')).toEqual([{ ssl: false }])
  })
})

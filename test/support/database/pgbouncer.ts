import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import pg from 'pg'
import { inject, vi } from 'vitest'

import { freePort } from '../loopback.js'

const binary = '/usr/sbin/pgbouncer'

export interface PgBouncer {
  readonly port: number
  stop(): Promise<void>
}

export interface PgBouncerOptions {
  /** Roles that may log in, without a password. */
  readonly users: readonly string[]
  /** Server connections per database and role. */
  readonly poolSize?: number
  readonly settings?: Readonly<Record<string, string | number>>
}

/** PgBouncer refuses to run as root, as PostgreSQL does. */
const nobody = 65_534
const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}

/** A PgBouncer in transaction mode in front of the cluster of the run. */
export async function startPgBouncer(options: PgBouncerOptions): Promise<PgBouncer> {
  if (!existsSync(binary)) throw new Error('PgBouncer is missing: apt-get install pgbouncer')
  const folder = mkdtempSync(join(tmpdir(), 'jhe-pgbouncer-'))
  const port = await freePort()
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    pool_mode: 'transaction',
    default_pool_size: options.poolSize ?? 2,
    // so that its own statements are told from the product's in the server's log
    application_name_add_host: 1,
    auth_type: 'trust',
    auth_file: join(folder, 'users.txt'),
    logfile: join(folder, 'pgbouncer.log'),
    ...options.settings,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  const target = `* = host=127.0.0.1 port=${inject('cluster').port}`
  const config = join(folder, 'pgbouncer.ini')
  writeFileSync(config, `[databases]\n${target}\n[pgbouncer]\n${lines.join('\n')}\n`)
  writeFileSync(settings.auth_file, options.users.map((name) => `"${name}" ""\n`).join(''))
  chmodSync(folder, 0o755)
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  const child = spawn(binary, ['-q', config], { ...user, stdio: 'ignore' })
  const gone = once(child, 'exit')
  await vi.waitFor(
    async () => {
      const probe = new pg.Client(
        `postgresql://${options.users[0] ?? ''}@127.0.0.1:${port}/postgres`,
      )
      probe.on('error', () => undefined)
      await probe.connect()
      await probe.end()
    },
    { timeout: 30_000, interval: 50 },
  )
  return {
    port,
    stop: async () => {
      child.kill('SIGKILL')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

import { execFileSync, type ExecFileSyncOptions } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { findPostgres, program } from './postgres-binaries.js'

export interface Cluster {
  readonly port: number
  /** Log of the server; `log_statement=all` puts every statement into it. */
  readonly logFile: string
  stop(): void
}

/** PostgreSQL refuses to run as root, so root hands it to a user without rights. */
const nobody = 65_534
const isRoot = process.getuid?.() === 0
const asServer: ExecFileSyncOptions = isRoot ? { uid: nobody, gid: nobody } : {}

const freePort = async (): Promise<number> =>
  await new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'))
        else resolve(address.port)
      })
    })
  })

const settings = (folder: string, port: number): string =>
  [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    ...(process.platform === 'win32' ? [] : [`-c unix_socket_directories=${folder}`]),
    '-c fsync=off',
    '-c full_page_writes=off',
    '-c max_connections=200',
    '-c log_statement=all',
    '-c autovacuum=off',
  ].join(' ')

/** Starts a throw-away PostgreSQL that trusts everyone on this machine's loopback. */
export async function startCluster(): Promise<Cluster> {
  const binaries = findPostgres()
  const folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-cluster-'))
  const data = join(folder, 'data')
  const logFile = join(folder, 'server.log')
  mkdirSync(data, { mode: 0o700 })
  if (isRoot) {
    chmodSync(folder, 0o755)
    for (const path of [folder, data]) chownSync(path, nobody, nobody)
  }
  const run = (name: string, args: readonly string[], stdio: 'ignore' | 'pipe') =>
    execFileSync(program(binaries.folder, name), [...args], { ...asServer, cwd: folder, stdio })
  run(
    'initdb',
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    'pipe',
  )
  const port = await freePort()
  try {
    run(
      'pg_ctl',
      ['-D', data, '-l', logFile, '-w', '-t', '60', '-o', settings(folder, port), 'start'],
      'ignore',
    )
  } catch {
    throw new Error(`PostgreSQL did not start: ${readFileSync(logFile, 'utf8')}`)
  }
  return {
    port,
    logFile,
    stop: () => {
      run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop'], 'ignore')
      rmSync(folder, { recursive: true, force: true })
      if (binaries.temporary !== undefined) {
        rmSync(binaries.temporary, { recursive: true, force: true })
      }
    },
  }
}

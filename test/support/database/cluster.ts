import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort } from '../loopback.js'
import { findPostgres, program, type Binaries } from './postgres-binaries.js'
import { checkStatements, reportOn } from './statements/statement-log.js'
import { root } from '../source-files.js'

export interface Cluster {
  readonly port: number
  /** Folder of the unix socket, where the platform has them. */
  readonly socketFolder?: string
  /** Log of the server, which holds every statement; `statement-log.ts` reads it. */
  readonly logFile: string
  /** Folder of the data, where a test of its own cluster may change settings. */
  readonly data: string
  /** Stops the server at once, as a crash of the machine would, and starts it again. */
  restart(): void
  /** Stops the server at once; `restart` starts it again. */
  halt(): void
  /**
   * Stops the server and removes its files.
   * @returns what its log says of the product
   * @throws Error when the product sent something that is not in `jhe-mcp sql`
   */
  stop(): Promise<string>
}

/** PostgreSQL refuses to run as root, so root hands it to a user without rights. */
const nobody = 65_534
const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
const hasSockets = process.platform !== 'win32'

const settings = (socketFolder: string): string => `
listen_addresses = '127.0.0.1'
unix_socket_directories = '${hasSockets ? socketFolder : ''}'
max_connections = 200
fsync = off
full_page_writes = off
autovacuum = off
log_statement = all
log_parameter_max_length = 0
log_line_prefix = '%m|%d|%a|'
lc_messages = 'C'
`

/** Stops the server and removes the folders when the returned function is called or this process ends. */
const startGuard = (task: object): (() => Promise<void>) => {
  const guard = spawn(
    process.execPath,
    [join(root, 'test', 'support', 'database', 'cluster-guard.js'), JSON.stringify(task)],
    { detached: true, stdio: ['pipe', 'ignore', 'inherit'] },
  )
  guard.unref()
  return async () => {
    guard.ref()
    guard.stdin.end()
    await once(guard, 'exit')
    if (guard.exitCode !== 0) throw new Error('PostgreSQL could not be stopped')
  }
}

/** Runs a program of PostgreSQL as the owner of the data. */
type RunProgram = (name: string, args: readonly string[], stdio?: 'ignore' | 'pipe') => void

/** Puts a database cluster into an empty folder. */
type Fill = (run: RunProgram, data: string) => void

const startFilled = async (fill: Fill, extra: string, binaries: Binaries): Promise<Cluster> => {
  const folder = mkdtempSync(join(tmpdir(), 'jhe-cluster-'))
  const data = join(folder, 'data')
  const logFile = join(folder, 'server.log')
  const end = startGuard({
    pgCtl: program(binaries.folder, 'pg_ctl'),
    data,
    folders: [folder, ...(binaries.temporary === undefined ? [] : [binaries.temporary])],
    user,
  })
  mkdirSync(data, { mode: 0o700 })
  if (user.uid !== undefined) {
    chmodSync(folder, 0o755)
    for (const path of [folder, data]) chownSync(path, user.uid, user.gid)
  }
  const run: RunProgram = (name, args, stdio = 'pipe') =>
    void execFileSync(program(binaries.folder, name), [...args], { ...user, cwd: folder, stdio })
  fill(run, data)
  appendFileSync(join(data, 'postgresql.conf'), settings(folder) + extra)
  const port = await freePort()
  const control = (...args: readonly string[]) => {
    run('pg_ctl', ['-D', data, '-l', logFile, '-w', '-o', `-p ${port}`, ...args], 'ignore')
  }
  try {
    control('start')
  } catch {
    const log = readFileSync(logFile, 'utf8')
    await end()
    throw new Error(`PostgreSQL did not start: ${log}`)
  }
  const stop = async () => {
    const report = await checkStatements(logFile).finally(end)
    return reportOn(report)
  }
  return {
    port,
    ...(hasSockets && { socketFolder: folder }),
    logFile,
    data,
    restart: () => {
      control('-m', 'immediate', 'restart')
    },
    halt: () => {
      control('-m', 'immediate', 'stop')
    },
    stop,
  }
}

/**
 * Starts a throw-away PostgreSQL that trusts everyone on this machine's loopback, superuser
 * `postgres`. It does not outlive this process, even one that is killed.
 * @param extra lines of postgresql.conf that count more than those of the tests
 * @param binaries of which PostgreSQL
 */
export async function startCluster(
  extra = '',
  binaries: Binaries = findPostgres(),
): Promise<Cluster> {
  const fill: Fill = (run, data) => {
    const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C']
    run('initdb', [...initdb, '--no-sync'])
  }
  return await startFilled(fill, extra, binaries)
}

/**
 * Starts a standby that streams from a primary; `canReplicate` says whether it can.
 * @param extra lines of postgresql.conf
 */
export async function startStandby(primary: Cluster, extra = ''): Promise<Cluster> {
  const fill: Fill = (run, data) => {
    const from = ['-h', '127.0.0.1', '-p', String(primary.port), '-U', 'postgres']
    run('pg_basebackup', [...from, '-D', data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync'])
  }
  return await startFilled(fill, extra, findPostgres())
}

import { createHash } from 'node:crypto'
import { unlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { JheError } from '../../errors.js'
import { codeOf, ignoreMissing } from '../../files/file-error.js'
import { withLease } from '../../files/lease.js'
import type { Machine } from '../../files/machine.js'

export interface FolderLockOptions {
  readonly folder: string
  readonly machine: Machine
  readonly now: () => Date
}

/** Milliseconds that a holder has to say who it is. */
const answerMs = 5_000
/** Longer paths of sockets are cut off by some systems (`sun_path` of macOS: 104). */
const longestPath = 100

const addressOf = (folder: string, { platform }: Machine): string => {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 32)
  if (platform === 'win32') return `\\\\.\\pipe\\jhe-mcp-state-${name}`
  const own = join(folder, 'in-use')
  return own.length <= longestPath ? own : join(tmpdir(), `jhe-mcp-${name}`)
}

const listen = async (address: string, who: string): Promise<Server | undefined> => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.end(who)
  })
  return await new Promise((resolve, reject) => {
    server.once('error', (thrown) => {
      if (codeOf(thrown) === 'EADDRINUSE') resolve(undefined)
      else reject(thrown)
    })
    server.listen(address, () => {
      resolve(server)
    })
  })
}

/** What the process behind a socket says of itself; undefined where there is none. */
const ask = async (address: string): Promise<string | undefined> =>
  await new Promise((resolve) => {
    let text = ''
    let isThere = false
    const socket = connect(address)
    const settle = (): void => {
      socket.destroy()
      resolve(isThere ? text : undefined)
    }
    const timer = setTimeout(settle, answerMs)
    socket.setEncoding('utf8')
    socket.on('connect', () => {
      isThere = true
    })
    socket.on('data', (part: string) => {
      text = (text + part).slice(0, 100)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(timer)
      settle()
    })
  })

const busy = (who: string | undefined, folder: string): JheError => {
  const [pid] = /^\d{1,10}$/.exec(who ?? '') ?? []
  const holder = pid === undefined ? 'Another process' : `The process ${pid}`
  return new JheError(
    'CONFIG_INVALID',
    `${holder} already keeps its sign-ins in ${folder}, and only one process at a time can.`,
    'Stop that process, or, for several replicas, let all of them share a PostgreSQL: JHE_STATE_CONN.',
  )
}

/**
 * The process that holds a folder, as it names itself: digits, or nothing from one that does not say.
 * @returns undefined where nobody holds it
 */
export async function holderOf({
  folder,
  machine,
}: Pick<FolderLockOptions, 'folder' | 'machine'>): Promise<string | undefined> {
  const who = await ask(addressOf(folder, machine))
  return who === undefined ? undefined : (/^\d{1,10}$/.exec(who)?.[0] ?? '')
}

/**
 * Holds a folder for this process, as long as it lives: the system ends the lock with the process,
 * however it ends, also in a container whose processes all have the same id.
 * @returns a function that gives it back
 * @throws JheError CONFIG_INVALID while another process of this machine holds it
 */
export async function lockFolder({
  folder,
  machine,
  now,
}: FolderLockOptions): Promise<() => Promise<void>> {
  const address = addressOf(folder, machine)
  const take = async (): Promise<Server> => {
    const server = await listen(address, String(machine.pid))
    if (server !== undefined) return server
    const who = await ask(address)
    if (who !== undefined) throw busy(who, folder)
    await ignoreMissing(unlink(address))
    const second = await listen(address, String(machine.pid))
    if (second === undefined) throw busy(undefined, folder)
    return second
  }
  const lease = { path: join(folder, 'starting'), machine, now, waitMs: 5_000 }
  const server = await withLease({ ...lease, busy: () => busy(undefined, folder) }, take)
  server.unref()
  return async () => {
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve()
      })
    })
  }
}

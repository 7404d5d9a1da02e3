import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { clientSecret } from '../issuer/issuer-configuration.js'
import { startIssuer, type Issuer, type IssuerOptions } from '../issuer/issuer.js'
import { freePort } from '../loopback.js'
import { startBin } from '../processes/spawn-bin.js'
import type { WatchedProcess } from '../processes/watch-process.js'
import { people } from '../worlds/jhe/people.js'
import { generousBrake } from '../guard/generous.js'

/** One `jhe-mcp serve`. */
export interface Replica extends WatchedProcess {
  /** Where it listens, for people and inside. */
  readonly port: number
  readonly internalPort: number
  /** Folder of its own: audit trail, embedded state. */
  readonly home: string
}

/** JHE's sign-in, its database, and any number of `jhe-mcp serve` behind one public address. */
export interface ServedWorld {
  readonly issuer: Issuer
  readonly publicUrl: string
  /** Port of the public address: a replica or a proxy listens there. */
  readonly publicPort: number
  /** What an administrator sets for each replica. */
  readonly env: Readonly<Record<string, string>>
  /**
   * Starts a replica and waits until it listens.
   * @param change settings besides; `JHE_LISTEN` for another port than the public one
   */
  start(change?: Readonly<Record<string, string>>): Promise<Replica>
  close(): Promise<void>
}

export interface ServedWorldOptions {
  readonly databaseUrl: string
  /** A database for the state; the embedded one without it. */
  readonly stateUrl?: string
  readonly issuer?: IssuerOptions
  readonly env?: Readonly<Record<string, string>>
}

/** Everybody of the test world can sign in. */
const accounts = Object.values(people).map(({ userId }) => ({ subject: userId }))

const signal = (process: WatchedProcess, name: NodeJS.Signals): void => {
  if (process.child.exitCode === null && process.child.signalCode === null) process.child.kill(name)
}

export async function openServedWorld(options: ServedWorldOptions): Promise<ServedWorld> {
  const publicPort = await freePort()
  const publicUrl = `http://localhost:${publicPort}`
  const issuer = await startIssuer({
    people: accounts,
    isConfidential: true,
    redirectUris: [`${publicUrl}/oauth/callback`],
    ...options.issuer,
  })
  const root = await mkdtemp(join(tmpdir(), 'jhe-mcp-served-'))
  const replicas: Replica[] = []
  const env = {
    JHE_PUBLIC_URL: publicUrl,
    JHE_BASE_URL: issuer.baseUrl,
    JHE_CLIENT_ID: issuer.clientId,
    JHE_CLIENT_SECRET: clientSecret,
    JHE_DB_CONN: options.databaseUrl,
    ...generousBrake,
    // the tests' own role is a superuser
    JHE_REQUIRE_SAFE_ROLE: 'off',
    JHE_CLIENTS: 'any',
    JHE_DRAIN: '0s/20s',
    ...(options.stateUrl !== undefined && {
      JHE_STATE_CONN: options.stateUrl,
      JHE_SERVE_KEYS: randomBytes(32).toString('base64'),
    }),
    ...options.env,
  }
  return {
    issuer,
    publicUrl,
    publicPort,
    env,
    start: async (change = {}) => {
      const home = await mkdtemp(join(root, 'replica-'))
      const internalPort = await freePort()
      const settings = {
        HOME: home,
        USERPROFILE: home,
        JHE_LISTEN: `127.0.0.1:${publicPort}`,
        JHE_INTERNAL_LISTEN: `127.0.0.1:${internalPort}`,
        JHE_PEER_URL: `http://127.0.0.1:${internalPort}`,
        ...env,
        ...change,
      }
      const started = startBin(['serve'], settings)
      await started.said(/^jhe-mcp serves /)
      const port = Number(settings.JHE_LISTEN.split(':').at(-1))
      const replica = { ...started, port, internalPort, home }
      replicas.push(replica)
      return replica
    },
    close: async () => {
      for (const replica of replicas) signal(replica, 'SIGKILL')
      await Promise.all(replicas.map(async ({ exit }) => await exit))
      await issuer.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}

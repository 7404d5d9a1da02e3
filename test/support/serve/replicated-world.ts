import { createDatabase, type TestDatabase } from '../database/database.js'
import type { IssuerOptions } from '../issuer/issuer.js'
import { freePort } from '../loopback.js'
import { startProxy, type Proxy, type ProxyKind } from './proxy.js'
import { openServedWorld, type Replica, type ServedWorld } from './served-world.js'

/** Several `jhe-mcp serve` that share a state, behind a balancer without stickiness. */
export interface ReplicatedWorld extends Omit<ServedWorld, 'start'> {
  /** JHE's database. */
  readonly database: TestDatabase
  readonly stateUrl: string
  readonly proxy: Proxy
  /** Those that run now, in the order of the balancer. */
  readonly replicas: readonly Replica[]
  /** One of them, from 0. */
  replica(index: number): Replica
  /** The address of one of them, which goes past the balancer. */
  addressOf(index: number): string
  /** Starts another process in the place of one that has ended. */
  startAgain(index: number, change?: Readonly<Record<string, string>>): Promise<Replica>
  /** Ends one as a deployment does, and starts another in its place. @returns the exit code */
  restart(index: number, change?: Readonly<Record<string, string>>): Promise<number | null>
}

export interface ReplicatedWorldOptions {
  readonly proxy: ProxyKind
  readonly count?: number
  readonly env?: Readonly<Record<string, string>>
  readonly issuer?: IssuerOptions
  /** Where the state is; a database of the run's cluster without it. */
  readonly stateUrl?: string
  /** A last change to the proxy's printed file. */
  readonly change?: (printed: string) => string
}

/** More calls than a person makes; the limits have tests of their own. */
const generous = {
  JHE_RATE: '100000/min',
  JHE_CONCURRENCY: '20',
  JHE_DRAIN: '1s/20s',
}

export async function openReplicatedWorld(
  options: ReplicatedWorldOptions,
): Promise<ReplicatedWorld> {
  const { count = 3 } = options
  const database = await createDatabase('jhe_0045')
  const state = options.stateUrl === undefined ? await createDatabase('blank') : undefined
  const stateUrl = options.stateUrl ?? state?.url ?? ''
  const world = await openServedWorld({
    databaseUrl: database.url,
    stateUrl,
    env: { ...generous, ...options.env },
    ...(options.issuer && { issuer: options.issuer }),
  })
  const ports = await Promise.all(Array.from({ length: count }, freePort))
  const addresses = ports.map((port) => `127.0.0.1:${port}`)
  const close = async (): Promise<void> => {
    await world.close()
    await database.drop()
    await state?.drop()
  }
  const open = async () => {
    const started = await Promise.all(
      addresses.map(async (address) => await world.start({ JHE_LISTEN: address })),
    )
    const { publicPort: port } = world
    const change = options.change && { change: options.change }
    return {
      replicas: started,
      proxy: await startProxy(options.proxy, { port, addresses, ...change }),
    }
  }
  const { replicas, proxy } = await open().catch(async (thrown: unknown) => {
    await close()
    throw thrown
  })
  const replica = (index: number): Replica => {
    const found = replicas[index]
    if (found === undefined) throw new Error(`there is no replica ${index}`)
    return found
  }
  const startAgain = async (index: number, change: Readonly<Record<string, string>> = {}) => {
    const listen = `127.0.0.1:${replica(index).port}`
    const started = await world.start({ ...change, JHE_LISTEN: listen })
    replicas[index] = started
    return started
  }
  return {
    ...world,
    database,
    stateUrl,
    proxy,
    replicas,
    replica,
    addressOf: (index) => `http://127.0.0.1:${replica(index).port}`,
    startAgain,
    restart: async (index, change) => {
      const { child, exit } = replica(index)
      child.kill('SIGTERM')
      const code = await exit
      await startAgain(index, change)
      return code
    },
    close: async () => {
      await proxy.stop()
      await close()
    },
  }
}

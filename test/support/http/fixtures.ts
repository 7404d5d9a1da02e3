import { afterEach } from 'vitest'

import { createTestApp } from '../clients/app.js'
import { openRawStream, type RawStream } from './raw-stream.js'
import { startReplica, type Replica, type ReplicaOptions } from './replicas.js'
import { startRoundRobin, type RoundRobin } from './round-robin.js'
import { createTestBroker, type TestBroker, type TestToken } from './test-broker.js'

/** Replicas, balancers and streams that end with the test that opened them. */
export interface OpenReplicas {
  readonly start: (
    options?: Partial<ReplicaOptions>,
  ) => Promise<Replica & { readonly broker: TestBroker }>
  readonly balance: (replicas: readonly Replica[]) => Promise<RoundRobin>
  readonly openStream: (url: string, authorization: string) => Promise<RawStream>
}

/** For the tests of one file. */
export function useReplicas(): OpenReplicas {
  const open: { close(): Promise<void> }[] = []
  afterEach(async () => {
    await Promise.all(
      open.splice(0).map(async (each) => {
        await each.close()
      }),
    )
  })
  return {
    start: async (options = {}) => {
      const { broker = createTestBroker(), app = createTestApp({}) } = options
      const replica = await startReplica({ ...options, app, broker })
      open.push({
        close: async () => {
          await replica.kill()
        },
      })
      return { ...replica, broker }
    },
    balance: async (replicas) => {
      const balancer = await startRoundRobin()
      balancer.use(replicas.map(({ url }) => url))
      open.push(balancer)
      return balancer
    },
    openStream: async (url, authorization) => {
      const stream = await openRawStream(url, authorization)
      open.push({
        close: async () => {
          stream.destroy()
          await stream.closed
        },
      })
      return stream
    },
  }
}

export type { TestToken }

/** Two people with the same program. */
export const anna = { subject: 10002, clientId: 'a-host', grantId: 'grant-of-anna' }
export const boris = { subject: 10004, clientId: 'a-host', grantId: 'grant-of-boris' }

/** A request of JSON-RPC that any MCP server answers. */
export const pingOf = (id: number | string) => ({ jsonrpc: '2.0', id, method: 'ping' })

/** How long a test looks for what comes by itself, on a machine that is busy too. */
export const eventually = { timeout: 30_000 } as const

import pg from 'pg'
import { expect, vi } from 'vitest'

import type { Connection } from '../../../src/db/connection.js'
import { parseConnectionUrl } from '../../../src/db/postgres/connection-url.js'
import { connectPg, type PgOptions } from '../../../src/db/postgres/pg-connection.js'
import { startCluster, startStandby, type Cluster } from './cluster.js'
import { rawApplication } from './statements/statement-log.js'
import { fillTemplate } from './templates.js'

/** How long a condition is waited for. */
export const patient = { timeout: 30_000, interval: 20 }

/** A superuser's session; what it does stays out of the log of statements. */
export const connectAdmin = async ({ port }: Cluster): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    options: '-c log_statement=none',
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** The address of some hosts, in order. */
export const addressOf = (hosts: readonly Cluster[], query = ''): string =>
  `postgresql://postgres@${hosts.map(({ port }) => `127.0.0.1:${port}`).join(',')}/postgres${query}`

/** A primary with the test world and a standby that streams from it. */
export interface StreamingPair {
  readonly primary: Cluster
  readonly standby: Cluster
  /** A session on the primary. */
  readonly write: (text: string) => Promise<pg.QueryResult<Record<string, string>>>
  readonly onStandby: <Row extends pg.QueryResultRow>(text: string) => Promise<Row[]>
  /** Until the standby has replayed all that the primary wrote. */
  readonly caughtUp: () => Promise<void>
  /** The product's connection to some hosts, in order. */
  readonly connect: (
    hosts: readonly Cluster[],
    options?: Partial<PgOptions> & { readonly query?: string },
  ) => Connection
  /** A new session for `write`, after a restart of the primary. */
  readonly reconnect: () => Promise<void>
  /** Closes what `connect` opened. */
  readonly disconnect: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Which server a connection asks now. */
export const kindOf = async (connection: Connection): Promise<string> => {
  const rows = await connection.query<{ standby: boolean }>(
    'select pg_is_in_recovery() as standby',
    [],
    new AbortController().signal,
  )
  return rows[0]?.standby === true ? 'standby' : 'primary'
}

export async function openStreamingPair(): Promise<StreamingPair> {
  const primary = await startCluster()
  let writer = await connectAdmin(primary)
  await fillTemplate(writer, 'jhe_0045')
  await writer.query('checkpoint')
  const standby = await startStandby(primary, 'max_standby_streaming_delay = 0\n')
  const opened: Connection[] = []

  const onStandby = async <Row extends pg.QueryResultRow>(text: string): Promise<Row[]> => {
    const client = await connectAdmin(standby)
    try {
      return (await client.query<Row>(text)).rows
    } finally {
      await client.end()
    }
  }

  const caughtUp = async (): Promise<void> => {
    const { rows } = await writer.query<{ at: string }>('select pg_current_wal_lsn()::text as at')
    await vi.waitFor(async () => {
      const [seen] = await onStandby<{ done: boolean }>(
        `select pg_last_wal_replay_lsn() >= '${rows[0]?.at ?? ''}'::pg_lsn as done`,
      )
      expect(seen?.done).toBe(true)
    }, patient)
  }

  const disconnect = async (): Promise<void> => {
    for (const connection of opened.splice(0)) await connection.close()
  }

  await caughtUp()
  // a standby knows the time of what it replayed since its start only
  await writer.query('create table warm (); drop table warm')
  await caughtUp()
  return {
    primary,
    standby,
    write: async (text) => await writer.query<Record<string, string>>(text),
    onStandby,
    caughtUp,
    connect: (hosts, { query = '', ...options } = {}) => {
      const connection = connectPg({
        target: parseConnectionUrl(addressOf(hosts, query), () => ''),
        statementTimeout: 15_000,
        applicationName: rawApplication,
        ...options,
      })
      opened.push(connection)
      return connection
    },
    reconnect: async () => {
      writer = await connectAdmin(primary)
    },
    disconnect,
    close: async () => {
      await writer.end()
      await standby.stop()
      await primary.stop()
    },
  }
}

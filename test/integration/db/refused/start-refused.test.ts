import { afterEach, describe, expect, it } from 'vitest'

import { createCertificate } from '../../../support/issuer/certificate.js'
import {
  said,
  startFakePostgres,
  type FakePostgres,
} from '../../../support/database/fake-postgres.js'
import { connectTo, createToolCaller } from '../../../support/clients/tool-caller.js'

let server: FakePostgres | undefined
afterEach(() => {
  server?.close()
  server = undefined
})

const tls = createCertificate('localhost')

const ask = async (answer: Buffer, query = '') => {
  server = await startFakePostgres({ answers: [answer], tls })
  const url = `postgresql://planted_user:planted-pw@localhost:${server.port}/jhe?${query}`
  const caller = createToolCaller(connectTo(url, 300))
  const outcome = await caller.call(1, 'get_study_count')
  await caller.close()
  return outcome
}

/** What servers and poolers really say while a connection is opened. */
const refusals: readonly (readonly [from: string, code: string, words: string, why: string])[] = [
  ['Supabase', 'XX000', 'Tenant or user not found', 'does not know the project or the user'],
  ['Supabase', 'XX000', '(ENOTFOUND) tenant/user planted.x not found', 'the project or the user'],
  ['Supabase', 'XX000', 'MaxClientsInSessionMode: max clients reached', 'no connection to spare'],
  ['Supabase', 'XX000', 'Max client connections reached', 'no connection to spare'],
  ['Neon', 'XX000', 'Your project has exceeded the compute time quota.', 'a quota is used up'],
  ['Neon', 'XX000', 'The requested endpoint could not be found', 'the project or the user'],
  ['Neon', '08P01', 'Endpoint ID is not specified.', 'the project or the user'],
  ['Neon', 'XX000', 'connection is insecure (try using `sslmode=require`)', 'demands TLS'],
  ['Neon', 'XX000', "Couldn't connect to compute node", 'pooler in front of it cannot reach it'],
  ['PgBouncer', '08P01', 'SSL required', 'demands TLS'],
  ['PgBouncer', '08P01', 'no such user: planted', 'refused the user or the password'],
  ['PgBouncer', '08P01', 'no such database: planted', 'no database of that name'],
  ['PgBouncer', '08P01', 'no more connections allowed (max_client_conn)', 'no connection to spare'],
  ['PgBouncer', '08P01', 'server login has been failing, try again later', 'cannot reach it'],
  ['PgBouncer', '28P01', 'SASL authentication failed', 'refused the user or the password'],
  ['Azure', '28000', 'SSL connection is required. Please specify SSL options', 'demands TLS'],
  [
    'RDS Proxy',
    '28000',
    'This RDS proxy has no credentials for the role planted',
    'refused the user',
  ],
  ['Azure', '28000', "Client with IP address '10.0.0.1' is not allowed", 'among those allowed'],
  ['Supabase', 'XX000', 'Address not in tenant allow_list: {10,0,0,1}', 'among those allowed'],
  ['Neon', 'XX000', 'This IP address 10.0.0.1 is not allowed to connect', 'among those allowed'],
  ['Supabase', 'XX000', 'Circuit breaker open: Too many authentication errors', 'for a while'],
  ['Supabase', 'XX000', 'unable to check out connection from the pool', 'no connection to spare'],
  ['Neon', '53000', 'The endpoint has been disabled. Enable it and retry.', 'has stopped it'],
  ['RDS Proxy', '08001', 'Timed-out waiting to acquire database connection', 'to spare'],
  ['PgBouncer', '08P01', 'query_wait_timeout', 'no connection to spare'],
  ['PgBouncer', '57P01', 'database does not allow connections', 'takes no connections'],
  ['PgBouncer', '08P01', 'database "planted" is disabled', 'takes no connections'],
  [
    'Odyssey',
    '08P01',
    "odyssey: c1: route for 'planted.x' is not found",
    'the project or the user',
  ],
  ['PgCat', '58000', 'No pool configured for database: "planted"', 'the project or the user'],
  ['PgCat', '58000', 'could not get connection - AllServersDown', 'cannot reach it'],
  ['Pgpool', '08004', 'all backend nodes are down', 'cannot reach it'],
  ['CockroachDB', '08004', 'missing cluster identifier', 'the project or the user'],
  ['nobody knows whom', 'XX000', 'planted prose', 'refused the connection (SQLSTATE XX000)'],
  ['nobody knows whom', '08P01', 'planted prose', 'refused the connection (SQLSTATE 08P01)'],
  ['nobody knows whom', 'planted', 'planted', 'in front of it refused the connection.'],
]

describe('a connection that is refused', () => {
  it.each(refusals)(
    'P06: by %s with %s %s is told as what it is',
    async (_from, code, words, why) => {
      const outcome = await ask(said.error(code, words), 'sslmode=disable')
      expect(outcome).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
      const { message, hint } = { message: '', hint: '', ...outcome }
      expect(message).toContain(why)
      expect(hint).not.toBe('')
      expect(`${message} ${hint}`).not.toMatch(/planted|stderr/)
    },
  )

  it('P06: in another language is told by what has none', async () => {
    const words = 'kein pg_hba.conf-Eintrag für Host »10.0.0.1«, Benutzer »planted«'
    const outcome = await ask(said.error('28000', words, 'ClientAuthentication'), 'sslmode=require')
    expect(outcome).toMatchObject({
      message:
        'The JHE database cannot be reached: its pg_hba.conf does not let this user in from this computer.',
    })
    server?.close()
    const unknown = said.error(
      '28000',
      'Rolle »planted« existiert nicht',
      'InitializeSessionUserId',
    )
    expect(await ask(unknown)).toMatchObject({
      message:
        'The JHE database cannot be reached: it does not know the user, or does not let that user log in.',
    })
  })

  it('P06: by a database that takes no connections is told apart from a missing right', async () => {
    const closed = 'database "planted" is not currently accepting connections'
    const outcome = await ask(said.error('55000', closed, 'InitPostgres'))
    expect(outcome).toMatchObject({
      message:
        'The JHE database cannot be reached: that database takes no connections at present, from nobody.',
    })
  })

  it('P10: by a server that is too old is named by its version', async () => {
    const old = Buffer.concat([
      said.authentication(0),
      said.status('server_version', '12.22'),
      said.ready,
    ])
    expect(await ask(old)).toMatchObject({
      code: 'SCHEMA_UNSUPPORTED',
      message: 'The database runs PostgreSQL 12, which is older than jhe-mcp can work with (13).',
    })
    server?.close()
    const unknown = said.error('42704', 'unrecognized configuration parameter "jit"', 'find_option')
    expect(await ask(unknown)).toMatchObject({
      message:
        'The JHE database cannot be reached: it does not know a setting that jhe-mcp needs, so it is older than PostgreSQL 13.',
    })
  })
})

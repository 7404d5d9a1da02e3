import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { roleScript } from '../../../src/sql-scripts/role-script.js'
import type { SessionState } from '../../../src/auth/identity.js'
import { serverStatus, type StatusCaller } from '../../../src/calls/server-status.js'
import { servedApp } from '../../../src/http/served-app.js'
import { signInRequired } from '../../../src/auth/session/sign-in-required.js'
import { createTestApp } from '../../support/clients/app.js'
import { JheError } from '../../../src/errors.js'
import { createQueryExecutor, type AskOptions } from '../../../src/query/query-executor.js'
import type { ServerStatus } from '../../../src/tools/server/server-status.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { connectTo } from '../../support/clients/tool-caller.js'
import { everything } from '../../../src/permissions/grant.js'

const config = {
  permissions: 'auto',
  consent: 'enforce',
  maxRows: 1000,
  maxBytes: 60_000,
  statementTimeout: 15_000,
} as const

const signedOut = new JheError('SIGN_IN_REQUIRED', 'Nobody is signed in.', 'Run `jhe-mcp login`.')

const signedIn: SessionState = {
  identity: { subject: 10_001, issuer: 'test', studies: [30_001] },
  issuedAt: 1_789_997_600,
  endsAt: 1_790_033_600,
}

/** The status in front of a database, as whoever the session says. */
const statusOf = async (
  url: string,
  session: SessionState | JheError = signedIn,
  { caller = {}, ...options }: Partial<AskOptions> & { caller?: Pick<StatusCaller, 'origin'> } = {},
): Promise<ServerStatus> => {
  const database = createQueryExecutor(connectTo(url), {
    requireSafeRole: false,
    warn: () => undefined,
    ...options,
  })
  try {
    return await serverStatus(
      {
        config: { ...config, baseUrl: undefined },
        version: '1.2.3',
        database: async () => await Promise.resolve(database),
      },
      {
        identity: {
          state: async () =>
            session instanceof JheError
              ? await Promise.reject(session)
              : await Promise.resolve(session),
        },
        signal: new AbortController().signal,
        grant: everything,
        limits: { rows: config.maxRows, bytes: config.maxBytes },
        ...caller,
      },
    )
  } finally {
    await database.close()
  }
}

describe('the status of the server', () => {
  let database: TestDatabase
  let reader: string

  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    const role = `reader_${database.name.slice(-12)}`
    await database.sql(roleScript(role))
    reader = database.url.replace('postgres@', `${role}@`)
  })

  afterAll(async () => {
    const role = new URL(reader).username
    await database.sql(`drop owned by ${role}`)
    await database.sql(`drop role ${role}`)
    await database.drop()
  })

  it('tells session, database, rules and limits when all is well', async () => {
    expect(await statusOf(reader)).toEqual({
      version: '1.2.3',
      signed_in: true,
      session: {
        since: '2026-09-21T13:33:20.000Z',
        expires_at: '2026-09-21T23:33:20.000Z',
        problem: null,
      },
      database: {
        reachable: true,
        problem: null,
        schema_since: 'core.0041',
        newest_migration: 'core.0045',
        role_safe: true,
        role_excesses: [],
      },
      access: {
        permissions: 'auto',
        permission_source: 'claims',
        consent: 'enforce',
        limited_to: [],
      },
      limits: { rows: 1000, bytes: 60_000, statement_timeout_ms: 15_000 },
    })
  })

  it('names the newest migration to a role that may read it, and what the role can do too much', async () => {
    const role = new URL(reader).username
    await database.sql(`revoke select on django_migrations from ${role}`)
    expect((await statusOf(reader)).database).toMatchObject({ newest_migration: null })
    await database.sql(`grant select (app, name) on django_migrations to ${role}`)
    const { database: found } = await statusOf(database.url)
    expect(found).toMatchObject({ newest_migration: 'core.0045', role_safe: false })
    expect(found.role_excesses).toContain('is a superuser')
  })

  it('answers signed out, and says how to sign in', async () => {
    const status = await statusOf(reader, signedOut)
    expect(status).toMatchObject({
      signed_in: false,
      session: {
        since: null,
        problem: 'SIGN_IN_REQUIRED: Nobody is signed in. Run `jhe-mcp login`.',
      },
      database: { reachable: true },
      access: { permission_source: null },
    })
  })

  it('says why a session that still serves could not be renewed', async () => {
    const trouble = new JheError('ISSUER_UNREACHABLE', 'JHE cannot be reached.', 'Check the VPN.')
    const status = await statusOf(reader, { ...signedIn, trouble })
    expect(status.signed_in).toBe(true)
    expect(status.session.problem).toBe('ISSUER_UNREACHABLE: JHE cannot be reached. Check the VPN.')
  })

  it('answers with the database down, and says so', async () => {
    const { database: found, signed_in } = await statusOf('postgresql://nobody@127.0.0.1:1/none')
    expect(signed_in).toBe(true)
    expect(found).toMatchObject({ reachable: false, role_safe: null, schema_since: null })
    expect(found.problem).toMatch(/^DATABASE_UNAVAILABLE: /)
  })

  it('tells a database that is not JHE’s from one that is down', async () => {
    const blank = await createDatabase('blank')
    const { database: found } = await statusOf(blank.url)
    await blank.drop()
    expect(found.reachable).toBe(true)
    expect(found.problem).toMatch(/^SCHEMA_UNSUPPORTED: /)
  })

  it('says that a role is refused where only a safe one may be used', async () => {
    const { database: found } = await statusOf(database.url, signedIn, { requireSafeRole: true })
    expect(found).toMatchObject({ reachable: true, role_safe: false })
    expect(found.problem).toMatch(/^DATABASE_ROLE_UNSAFE: /)
  })

  const served = {
    caller: { origin: { transport: 'http', subject: 10_001, clientId: 'client', grant: null } },
  } as const

  it('tells people who share a server nothing of its role, its host or its version', async () => {
    const superuser = await statusOf(database.url, signedIn, served)
    expect(superuser.database).toMatchObject({
      ...{ reachable: true, problem: null, role_safe: null, role_excesses: [] },
    })
    const away = await statusOf('postgresql://u@127.0.0.1:1/jhe', signedIn, served)
    expect(away.database).toEqual({
      reachable: false,
      problem:
        'DATABASE_UNAVAILABLE: The database cannot answer you right now. Ask again in a minute; if it stays so, tell who runs this server.',
      schema_since: null,
      newest_migration: null,
      role_safe: null,
      role_excesses: [],
    })
    const unsafe = await statusOf(database.url, signedIn, { ...served, requireSafeRole: true })
    expect(JSON.stringify(unsafe.database)).not.toMatch(/superuser|role of|JHE_DB_CONN|127\.0/)
    expect(unsafe.database.problem).toContain('DATABASE_ROLE_UNSAFE')
  })

  it('tells them to reconnect in their host, never to run a command', () => {
    const words = servedApp(createTestApp({})).rewriteCommands
    const nobody = signInRequired('https://jhe.example.org/o')
    expect(words?.(`${nobody.message} ${nobody.hint}`)).not.toContain('jhe-mcp login')
    expect(words?.(nobody.hint)).toContain('Reconnect jhe in your host')
  })
})

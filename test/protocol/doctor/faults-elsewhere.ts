import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { parseConnectionUrl } from '../../../src/db/connection-url.js'
import { connectPg } from '../../../src/db/pg-connection.js'
import type { Change, DoctorWorld } from '../../support/doctor-world.js'
import { freePort } from '../../support/loopback.js'
import { asideOf, env, sessionOf, type Fault } from './fault.js'

const sql = (breaking: string, mending: string): Pick<Fault, 'break' | 'mend'> => ({
  break: async (world) => {
    await world.database.sql(breaking.replaceAll('ROLE', world.role))
    return {}
  },
  mend: async (world) => await world.database.sql(mending.replaceAll('ROLE', world.role)),
})

/** The issuer answers one address in another way. */
const answers = (part: string, response: () => Response) => (): Change => ({
  runtime: {
    fetch: async (url, { body, ...init }) =>
      url.includes(part) ? response() : await fetch(url, { ...init, body: body ?? null }),
  },
})

const html = (status: number) => (): Response =>
  new Response('<p>not here</p>', { status, headers: { 'content-type': 'text/html' } })

const json = (value: unknown) => (): Response => Response.json(value)

const discovers = (change: (document: Record<string, unknown>) => void) => ({
  break: (world: DoctorWorld): Change => {
    world.discovery = (document) => {
      change(document)
      return document
    }
    return {}
  },
  mend: async (world: DoctorWorld) => {
    world.discovery = (document) => document
    await Promise.resolve()
  },
})

const at = (seconds: number) => (): Change => ({
  runtime: { now: () => new Date(Date.now() + seconds * 1000) },
})

const withoutPassword = ({ env: own }: DoctorWorld): string =>
  own['JHE_DB_CONN']?.replace(/:[^:@/]+@/, '@') ?? ''

/** At the issuer, in the database and in the server. */
export const faultsElsewhere: readonly Fault[] = [
  {
    id: 'idp.discovery',
    what: 'a page in place of discovery',
    status: 'fail',
    break: answers('openid-configuration', html(200)),
  },
  {
    id: 'idp.discovery',
    what: 'an endpoint without TLS',
    status: 'fail',
    ...discovers((document) => {
      document['token_endpoint'] = 'http://jhe.example.org/o/token/'
    }),
  },
  {
    id: 'idp.pkce',
    what: 'no S256',
    status: 'fail',
    ...discovers((document) => {
      document['code_challenge_methods_supported'] = ['plain']
    }),
  },
  { id: 'idp.jwks', what: 'no key', status: 'fail', break: answers('jwks', json({ keys: [] })) },
  {
    id: 'idp.revocation',
    what: 'no revocation',
    status: 'warn',
    break: answers('revoke_token', html(404)),
  },
  { id: 'idp.clock', what: 'a clock two minutes ahead', status: 'warn', break: at(120) },
  { id: 'idp.clock', what: 'a clock ten minutes ahead', status: 'fail', break: at(600) },
  {
    id: 'auth.session',
    what: 'nobody signed in',
    status: 'fail',
    break: async (world) => {
      await rename(sessionOf(world), asideOf(world))
      return {}
    },
    mend: async (world) => {
      await rename(asideOf(world), sessionOf(world))
    },
  },
  {
    id: 'auth.scopes',
    what: 'a scope that JHE does not know',
    status: 'warn',
    break: env({ JHE_SCOPES: 'openid steps' }),
  },
  {
    id: 'auth.userinfo',
    what: 'a session ended at JHE',
    status: 'fail',
    break: answers('userinfo', () => new Response(null, { status: 401 })),
  },
  { id: 'db.config', what: 'no database', status: 'fail', break: env({ JHE_DB_CONN: '' }) },
  {
    id: 'db.connect',
    what: 'nobody on the port',
    status: 'fail',
    break: async () => ({
      env: { JHE_DB_CONN: `postgresql://reader@127.0.0.1:${await freePort()}/jhe` },
    }),
  },
  {
    id: 'db.connect',
    what: 'no such database',
    status: 'fail',
    break: (world) => ({
      env: { JHE_DB_CONN: withoutPassword(world).replace(/\/[^/]*$/, '/nothing') },
    }),
  },
  {
    id: 'db.role',
    what: 'a role that makes databases',
    status: 'fail',
    ...sql('alter role ROLE createdb', 'alter role ROLE nocreatedb'),
  },
  {
    id: 'db.role',
    what: 'a superuser',
    status: 'fail',
    ...sql('alter role ROLE superuser', 'alter role ROLE nosuperuser'),
  },
  {
    id: 'db.writes',
    what: 'a right to write',
    status: 'fail',
    ...sql('grant insert on core_study to ROLE', 'revoke insert on core_study from ROLE'),
  },
  {
    id: 'db.secrets',
    what: 'a right to read password hashes',
    status: 'fail',
    ...sql(
      'grant select (password) on core_jheuser to ROLE',
      'revoke select (password) on core_jheuser from ROLE',
    ),
  },
  {
    id: 'db.schema',
    what: 'a column of another name',
    status: 'fail',
    ...sql(
      'alter table core_study rename column name to title',
      'alter table core_study rename column title to name',
    ),
  },
  {
    id: 'db.selects',
    what: 'a column that may not be read',
    status: 'fail',
    ...sql(
      'revoke select (description) on core_study from ROLE',
      'grant select (description) on core_study to ROLE',
    ),
  },
  {
    id: 'db.selects',
    what: 'more than is needed',
    status: 'warn',
    ...sql(
      'grant select (icon_url) on core_study to ROLE',
      'revoke select (icon_url) on core_study from ROLE',
    ),
  },
  {
    id: 'db.protocol',
    what: 'a door without the closed list',
    status: 'fail',
    break: (world) => ({
      parts: {
        database: async () =>
          await Promise.resolve(
            connectPg({
              target: parseConnectionUrl(world.env['JHE_DB_CONN'] ?? '', () => ''),
              statementTimeout: 15_000,
              applicationName: 'a test, not jhe-mcp',
            }),
          ),
      },
    }),
  },
  {
    id: 'db.readonly',
    what: 'a role without the default',
    status: 'warn',
    ...sql(
      'alter role ROLE reset default_transaction_read_only',
      'alter role ROLE set default_transaction_read_only = on',
    ),
  },
  {
    id: 'db.timeouts',
    what: 'a minute for a statement',
    status: 'warn',
    break: env({ JHE_STATEMENT_TIMEOUT: '60000' }),
  },
  {
    id: 'mcp.smoke',
    what: 'no tools',
    status: 'fail',
    break: () => ({ parts: { tools: async () => await Promise.resolve([]) } }),
  },
  {
    id: 'mcp.spawn',
    what: 'something that prints to stdout',
    status: 'fail',
    break: async ({ home }) => {
      const path = join(home, 'chatty.cjs')
      await writeFile(path, "process.stdout.write('hello\\n')")
      return { env: { NODE_OPTIONS: `--require=${path}` } }
    },
  },
  {
    id: 'mcp.spawn',
    what: 'a node that is not there',
    status: 'fail',
    break: () => ({ runtime: { execPath: '/nonexistent/node' } }),
  },
  {
    id: 'idp.dns_tls',
    what: 'an issuer that is gone',
    status: 'fail',
    break: async ({ issuer }) => {
      await issuer.close()
      return {}
    },
  },
]

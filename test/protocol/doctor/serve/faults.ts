import { randomBytes } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'

import { createCertificate } from '../../../support/issuer/certificate.js'
import { freePort, holdPort, type Stranger } from '../../../support/loopback.js'
import type { ServedChange, ServedDoctor } from '../../../support/serve/served-doctor.js'

/** Makes one thing wrong. */
export interface ServedFault {
  readonly id: string
  readonly outcome: string
  readonly seen?: RegExp
  readonly break: (served: ServedDoctor) => ServedChange | Promise<ServedChange>
  readonly mend?: (served: ServedDoctor) => Promise<unknown>
}

const env = (change: Readonly<Record<string, string>>) => (): ServedChange => ({ env: change })

const settingsFaults: readonly ServedFault[] = [
  { id: 'env.supported', outcome: 'old', break: () => ({ runtime: { nodeVersion: '20.19.0' } }) },
  {
    id: 'config.serve',
    outcome: 'invalid',
    seen: /^JHE_RATE /,
    break: env({ JHE_RATE: 'many' }),
  },
  {
    id: 'config.serve',
    outcome: 'invalid',
    seen: /^JHE_SERVE_KEYS is not set/,
    break: env({ JHE_SERVE_KEYS: '' }),
  },
  {
    id: 'config.needed',
    outcome: 'missing',
    seen: /JHE_CLIENT_SECRET and JHE_DB_CONN$/,
    break: env({ JHE_CLIENT_SECRET: '', JHE_DB_CONN: '' }),
  },
  { id: 'config.jhe', outcome: 'missing', break: env({ JHE_CLIENT_ID: '' }) },
  { id: 'config.safe_role', outcome: 'off', break: env({ JHE_REQUIRE_SAFE_ROLE: 'off' }) },
  {
    id: 'config.keys',
    outcome: 'weak',
    break: env({ JHE_SERVE_KEYS: Buffer.alloc(32).toString('base64') }),
  },
]

const publicFaults: readonly ServedFault[] = [
  { id: 'public.address', outcome: 'only_here', break: () => ({}) },
  {
    id: 'public.address',
    outcome: 'port',
    break: env({ JHE_PUBLIC_URL: 'https://mcp.example.org:8443' }),
  },
  {
    id: 'public.address',
    outcome: 'path',
    break: env({ JHE_PUBLIC_URL: 'https://mcp.example.org/jhe' }),
  },
  {
    id: 'public.name',
    outcome: 'unknown',
    break: () => ({
      env: { JHE_PUBLIC_URL: 'https://mcp.example.org' },
      parts: { resolve: async () => await Promise.reject(new Error('ENOTFOUND')) },
    }),
  },
]

/** The token endpoint answers in one way to everybody. */
const tokens = (status: number, error: string) => (): ServedChange => ({
  runtime: {
    fetch: async (url, { body, ...init }) =>
      url.includes('/token')
        ? Response.json({ error }, { status })
        : await fetch(url, { ...init, body: body ?? null }),
  },
})

const jheFaults: readonly ServedFault[] = [
  {
    id: 'idp.client',
    outcome: 'refused',
    seen: /JHE_CLIENT_SECRET/,
    break: env({ JHE_CLIENT_SECRET: 'another' }),
  },
  {
    id: 'idp.client',
    outcome: 'refused',
    break: env({ JHE_CLIENT_ID: 'another' }),
  },
  { id: 'idp.client', outcome: 'public', break: tokens(400, 'invalid_grant') },
  { id: 'idp.client', outcome: 'grant_type', break: tokens(400, 'unauthorized_client') },
  { id: 'idp.client', outcome: 'cannot_sign', break: tokens(500, 'none') },
  {
    id: 'idp.redirect',
    outcome: 'not_registered',
    break: env({ JHE_PUBLIC_URL: 'http://localhost:1' }),
  },
]

const role = `state_${randomBytes(6).toString('hex')}`
const asRole = ({ stateUrl }: ServedDoctor): ServedChange => ({
  env: { JHE_STATE_CONN: stateUrl.replace('//postgres@', `//${role}:canary-password@`) },
})

/** A role that may make nothing, in a state database that somebody else prepares. */
const withRole =
  (sql: string) =>
  async (served: ServedDoctor): Promise<ServedChange> => {
    await served.stateSql(`create role ${role} login password 'canary-password'`)
    await served.stateSql(sql)
    return asRole(served)
  }
const dropRole = async ({ stateSql }: ServedDoctor): Promise<void> => {
  await stateSql('drop schema if exists jhe_mcp_state cascade')
  await stateSql(`drop role ${role}`)
}
const tables =
  'create schema jhe_mcp_state; create table jhe_mcp_state.migration (version integer primary key)'

const stateFaults: readonly ServedFault[] = [
  {
    id: 'state.config',
    outcome: 'invalid',
    break: env({ JHE_STATE_CONN: 'postgresql://a@one,two/state' }),
  },
  {
    id: 'state.config',
    outcome: 'unchecked',
    break: env({ JHE_STATE_CONN: 'postgresql://a@db.example.org/state?sslmode=disable' }),
  },
  {
    id: 'state.connect',
    outcome: 'unreachable',
    break: async () => ({
      env: { JHE_STATE_CONN: `postgresql://a@127.0.0.1:${await freePort()}/state` },
    }),
  },
  {
    id: 'state.database',
    outcome: 'is_jhe',
    break: ({ databaseUrl }) => ({ env: { JHE_STATE_CONN: databaseUrl } }),
  },
  { id: 'state.database', outcome: 'missing', break: withRole('select 1'), mend: dropRole },
  { id: 'state.database', outcome: 'denied', break: withRole(tables), mend: dropRole },
  {
    id: 'state.database',
    outcome: 'old',
    break: withRole(
      `${tables}; grant usage on schema jhe_mcp_state to ${role}; grant select on jhe_mcp_state.migration to ${role}`,
    ),
    mend: dropRole,
  },
  {
    id: 'state.keys',
    outcome: 'foreign',
    break: async ({ world }) => {
      const replica = await world.start()
      await fetch(`${world.publicUrl}/ready`)
      replica.child.kill('SIGTERM')
      await replica.exit
      return { env: { JHE_SERVE_KEYS: randomBytes(32).toString('base64') } }
    },
    mend: async ({ stateSql }) => await stateSql('drop schema jhe_mcp_state cascade'),
  },
  {
    id: 'state.folder',
    outcome: 'unusable',
    break: async ({ home }) => {
      await writeFile(join(home, 'no-folder'), '')
      return { env: { JHE_STATE_CONN: '', JHE_TOKEN_DIR: join(home, 'no-folder', 'in') } }
    },
  },
  {
    id: 'state.folder',
    outcome: 'open',
    break: async ({ home }) => {
      const folder = join(home, 'open')
      await mkdir(join(folder, 'serve'), { recursive: true })
      await chmod(join(folder, 'serve'), 0o755)
      return { env: { JHE_STATE_CONN: '', JHE_TOKEN_DIR: folder } }
    },
  },
]

const held: { stranger?: Stranger } = {}
const letGo = async (): Promise<void> => {
  await held.stranger?.close()
}

const stranger = (setting: string) => async (): Promise<ServedChange> => {
  const port = await freePort()
  held.stranger = await holdPort(createServer(), port, '127.0.0.1')
  return { env: { [setting]: `127.0.0.1:${port}` } }
}

const certificate =
  (name: string, hours: number) =>
  async ({ home }: ServedDoctor): Promise<ServedChange> => {
    const { cert, key } = createCertificate(name, hours)
    const files = { JHE_TLS_CERT: join(home, 'tls.crt'), JHE_TLS_KEY: join(home, 'tls.key') }
    await writeFile(files.JHE_TLS_CERT, cert)
    await writeFile(files.JHE_TLS_KEY, key)
    return { env: files }
  }

/** Of nobody (RFC 5737). */
const nowhere = '192.0.2.1:8001'

const listenFaults: readonly ServedFault[] = [
  { id: 'listen.port', outcome: 'taken', break: stranger('JHE_LISTEN'), mend: letGo },
  { id: 'listen.port', outcome: 'refused', break: env({ JHE_LISTEN: nowhere }) },
  { id: 'listen.internal', outcome: 'taken', break: stranger('JHE_INTERNAL_LISTEN'), mend: letGo },
  { id: 'listen.internal', outcome: 'refused', break: env({ JHE_INTERNAL_LISTEN: nowhere }) },
  {
    id: 'listen.internal',
    outcome: 'same',
    break: env({ JHE_LISTEN: ':8001', JHE_INTERNAL_LISTEN: '127.0.0.1:8001' }),
  },
  {
    id: 'listen.tls',
    outcome: 'unusable',
    break: env({ JHE_TLS_CERT: '/nowhere/tls.crt', JHE_TLS_KEY: '/nowhere/tls.key' }),
  },
  { id: 'listen.tls', outcome: 'over', break: certificate('localhost', -1) },
  { id: 'listen.tls', outcome: 'other_name', break: certificate('mcp.example.org', 9_000) },
  { id: 'listen.tls', outcome: 'expiring', break: certificate('localhost', 100) },
  { id: 'listen.peers', outcome: 'not_reached', break: env({ JHE_PEER_URL: '' }) },
  { id: 'listen.peers', outcome: 'no_port', break: env({ JHE_INTERNAL_LISTEN: '' }) },
  { id: 'listen.proxies', outcome: 'unknown', break: env({ JHE_LISTEN: ':8001' }) },
]

export const servedFaults: readonly ServedFault[] = [
  ...settingsFaults,
  ...publicFaults,
  ...jheFaults,
  ...stateFaults,
  ...listenFaults,
]

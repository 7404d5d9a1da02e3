/** How a parameter of a connection string is treated. */
export interface Parameter {
  /** Variable of the environment that libpq takes it from. */
  readonly env?: string
  /** Why it changes nothing. Absent for a parameter that is honoured. */
  readonly ignored?: string
  /** Values that are accepted although the parameter is `refused`. */
  readonly fine?: RegExp
  /** Why another value cannot be honoured, and the next step. */
  readonly refused?: readonly [why: string, next: string]
  /** Of the environment the parameter is ignored rather than refused: it is meant for all programs. */
  readonly lenient?: true
}

const off = /^(0|off|false|no|disable|)$/i

const ownSession = 'jhe-mcp sets its session itself'
const kerberos = { ignored: 'jhe-mcp does not speak Kerberos' }
const tcp = { ignored: 'the operating system decides' }
const oauth = {
  refused: ['jhe-mcp has no OAuth sign-in to PostgreSQL', 'Use a role with a password.'],
} as const

/** PostgreSQL 18, section 34.1.2 (Parameter Key Words) and 34.15 (Environment Variables). */
const libpq = {
  host: { env: 'PGHOST' },
  hostaddr: { env: 'PGHOSTADDR' },
  port: { env: 'PGPORT' },
  dbname: { env: 'PGDATABASE' },
  user: { env: 'PGUSER' },
  password: { env: 'PGPASSWORD' },
  passfile: { env: 'PGPASSFILE' },
  require_auth: { env: 'PGREQUIREAUTH' },
  channel_binding: { env: 'PGCHANNELBINDING' },
  connect_timeout: { env: 'PGCONNECT_TIMEOUT' },
  keepalives: {},
  keepalives_idle: {},
  sslmode: { env: 'PGSSLMODE' },
  sslnegotiation: { env: 'PGSSLNEGOTIATION' },
  sslrootcert: { env: 'PGSSLROOTCERT' },
  sslcert: { env: 'PGSSLCERT' },
  sslkey: { env: 'PGSSLKEY' },
  sslpassword: {},
  sslcrl: { env: 'PGSSLCRL' },
  sslsni: { env: 'PGSSLSNI' },
  ssl_min_protocol_version: { env: 'PGSSLMINPROTOCOLVERSION' },
  ssl_max_protocol_version: { env: 'PGSSLMAXPROTOCOLVERSION' },
  sslcertmode: {
    env: 'PGSSLCERTMODE',
    fine: /^(disable|allow|)$/,
    refused: [
      'Node cannot tell whether the server asked for a certificate',
      'Write sslcertmode=allow or leave it out.',
    ],
  },
  service: { env: 'PGSERVICE' },
  servicefile: { env: 'PGSERVICEFILE' },
  options: {
    env: 'PGOPTIONS',
    lenient: true,
    fine: /^\s*((endpoint|project|reference)=[\w-]+\s*)*$/,
    ignored: ownSession,
    refused: [
      ownSession,
      'Leave it out; JHE_STATEMENT_TIMEOUT sets the time limit. Only endpoint=, project= and reference= of hosted pools are passed on.',
    ],
  },
  application_name: { env: 'PGAPPNAME', ignored: 'it is always jhe-mcp/<version>' },
  fallback_application_name: { ignored: 'it is always jhe-mcp/<version>' },
  client_encoding: { env: 'PGCLIENTENCODING', ignored: 'it is always UTF8' },
  keepalives_interval: tcp,
  keepalives_count: tcp,
  tcp_user_timeout: tcp,
  sslcompression: { env: 'PGSSLCOMPRESSION', ignored: 'TLS is never compressed' },
  requiressl: { env: 'PGREQUIRESSL', ignored: 'sslmode takes its place' },
  gssencmode: {
    env: 'PGGSSENCMODE',
    ...kerberos,
    fine: /^(disable|prefer|)$/,
    refused: ['jhe-mcp does not speak Kerberos', 'Use sslmode=verify-full instead.'],
  },
  krbsrvname: { env: 'PGKRBSRVNAME', ...kerberos },
  gsslib: { env: 'PGGSSLIB', ...kerberos },
  gssdelegation: { env: 'PGGSSDELEGATION', ...kerberos },
  load_balance_hosts: { env: 'PGLOADBALANCEHOSTS' },
  max_protocol_version: { env: 'PGMAXPROTOCOLVERSION', ignored: 'protocol 3.0 is used' },
  min_protocol_version: {
    env: 'PGMINPROTOCOLVERSION',
    ignored: 'protocol 3.0 is used',
    fine: /^(3\.0|)$/,
    refused: ['jhe-mcp speaks protocol 3.0', 'Leave it out.'],
  },
  replication: {
    ignored: 'it is off',
    fine: off,
    refused: ['jhe-mcp only asks questions', 'Leave it out.'],
  },
  target_session_attrs: { env: 'PGTARGETSESSIONATTRS' },
  requirepeer: {
    env: 'PGREQUIREPEER',
    refused: [
      'Node cannot tell who serves a socket',
      'Leave it out, and name a socket folder that only the server may write to.',
    ],
  },
  sslcrldir: {
    env: 'PGSSLCRLDIR',
    refused: ['Node reads revocation lists from a file only', 'Name one file in sslcrl.'],
  },
  sslkeylogfile: {
    refused: ['it would write down keys that open what is sent', 'Leave it out.'],
  },
  scram_client_key: {
    refused: ['jhe-mcp signs in with a password', 'Write password= or use a password file.'],
  },
  scram_server_key: {
    refused: ['jhe-mcp signs in with a password', 'Write password= or use a password file.'],
  },
} as const satisfies Readonly<Record<string, Parameter>>

/** Of the sign-in at PostgreSQL itself, which has nothing to do with that at JHE. */
const oauthParameters = [
  ...['issuer', 'scope'].map((part) => [`oauth_${part}`, oauth] as const),
  ...['id', 'secret'].map((part) => [`oauth_client_${part}`, oauth] as const),
]

const prisma = { ignored: 'it is for Prisma' }
const pooling = { ignored: 'jhe-mcp limits its connections itself' }

/** Parameters that other programs and hosting services put into their connection strings. */
const others: Readonly<Record<string, Parameter>> = {
  schema: {
    ignored: "JHE's tables are in schema public",
    fine: /^(public|)$/,
    refused: ["jhe-mcp reads JHE's tables in schema public", 'Leave schema out.'],
  },
  pgbouncer: { ignored: 'jhe-mcp notices a pooler itself' },
  connection_limit: pooling,
  pool_timeout: pooling,
  pool_size: pooling,
  max_overflow: pooling,
  socket_timeout: { ignored: 'JHE_STATEMENT_TIMEOUT is the limit' },
  statement_cache_size: prisma,
  prepared_statements: { ignored: 'jhe-mcp notices a pooler itself' },
  prepareThreshold: { ignored: 'jhe-mcp notices a pooler itself' },
  single_use_connections: prisma,
  workaround: { ignored: 'jhe-mcp notices a pooler itself' },
  uselibpqcompat: { ignored: 'sslmode always means what it means in libpq' },
  supa: { ignored: 'it is a label of Supabase' },
  sslaccept: {
    refused: ["it is Prisma's", 'Write sslmode=verify-full, or sslmode=require to check nothing.'],
  },
  sslidentity: { refused: ["it is Prisma's", 'Write sslcert=<file> and sslkey=<file> (PEM).'] },
  unix_sock: { refused: ["it is pg8000's", 'Write host=<folder of the socket>.'] },
  socket: { refused: ['libpq has no such parameter', 'Write host=<folder of the socket>.'] },
  currentSchema: { refused: ["it is JDBC's", 'Leave it out.'] },
  sslfactory: { refused: ["it is JDBC's", 'Write sslmode=verify-full.'] },
  authMechanism: { refused: ['libpq has no such parameter', 'Leave it out.'] },
}

/** The parameters that are known by name: of libpq, then of others. */
export const parameters: ReadonlyMap<string, Parameter> = new Map<string, Parameter>([
  ...Object.entries(libpq),
  ...oauthParameters,
  ...Object.entries(others),
])

/** A parameter of libpq. */
export type LibpqName = keyof typeof libpq

/** Names of what libpq knows and others do not. */
export const libpqNames: readonly string[] = [
  ...Object.keys(libpq),
  ...oauthParameters.map(([name]) => name),
]

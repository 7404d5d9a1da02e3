import { catalog } from '../../db/catalog.js'
import type { ConnectionTarget } from '../../db/postgres/connection-url.js'
import { columnsOf, resolveProfile, schemaProfiles } from '../../db/profile.js'
import { secondsInWords, type Replication } from '../../db/standby.js'
import { commonColumns } from '../../db/schema.js'
import { JheError } from '../../errors.js'
import { grantedColumns } from '../../sql-scripts/role-script.js'
import { defineCheck, found, pass, type Check } from '../check.js'
import type { DoctorContext } from '../context.js'
import { unlessElsewhere } from '../elsewhere.js'

const isHere = (host: string): boolean => /^(localhost|::1|127(\.\d{1,3}){3}|\/.*)$/i.test(host)

/** What is told with `--verbose`: where the database is, and why a parameter changes nothing. */
const factsOf = ({ client, hosts, tls, ignored, variables }: ConnectionTarget) => {
  const reasons = ignored.map((one) => `${one.name}: ${one.why}`)
  const from = variables.length === 0 ? [] : [`with ${variables.join(', ')}`]
  const places = hosts.map(({ name }) => name).join(', ')
  const parts = [`${places}, database ${client.database ?? ''}`, ...from, ...reasons]
  const names = ignored.map((one) => one.name)
  return { detail: parts.join('; '), data: { tls, ignored: names, variables } }
}

const plain = (message: string): string => message.replace(/\.$/, '')

const config = defineCheck({
  id: 'db.config',
  group: 'db',
  title: 'Address of the database',
  needs: ['config.parse'],
  outcomes: {
    missing: {
      status: 'fail',
      why: 'Every question is answered from the database of JHE.',
      fix: "Set JHE_DB_CONN in the host's configuration, and in this terminal to ask doctor.",
      docs: 'use-it-with-your-jhe',
    },
    invalid: {
      status: 'fail',
      why: 'Every question is answered from the database of JHE.',
      fix: 'Write JHE_DB_CONN as postgresql://user:password@host:5432/database?sslmode=verify-full',
      docs: 'options',
    },
    unchecked: {
      status: 'warn',
      why: 'Somebody on the way could read or change what the database answers.',
      fix: 'Set sslmode=verify-full in JHE_DB_CONN, with sslrootcert=<file> for a private authority.',
      docs: 'options',
    },
  },
  run: async (context) => {
    if (context.config().dbConn === undefined) return found('missing', 'JHE_DB_CONN is not set')
    try {
      const target = await context.target()
      const unchecked = target.hosts.filter(({ tls, name }) => tls !== 'verified' && !isHere(name))
      const rest = factsOf(target)
      const also = target.ignored.map(({ name }) => name).join(', ')
      const tail = also === '' ? '' : `; without effect: ${also}`
      const [open] = unchecked
      if (open === undefined) {
        const isChecked = target.hosts.some(({ tls }) => tls === 'verified')
        const how = isChecked ? 'TLS, and the server is checked' : 'on this computer'
        return pass(`${how}${tail}`, rest)
      }
      const way = open.tls === 'off' ? 'no TLS' : 'TLS that checks nobody'
      return found('unchecked', `${way}${tail}`, rest)
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      return found('invalid', plain(thrown.message), { fix: thrown.hint })
    }
  },
})

const oldest = 150_000

/** Where the server stands in a replication. */
const placeIn = (place: Replication | undefined): string => {
  if (place === undefined) return ''
  if (!place.standby) return ', primary'
  return place.lag === null
    ? ', a standby that cannot say how far it is behind'
    : `, a standby ${secondsInWords(place.lag)} behind its primary`
}

const checkNetwork = 'Check the host and port in JHE_DB_CONN, the VPN, and that the database runs.'
const whyConnect = 'Every question is answered from the database of JHE.'

const connect = defineCheck({
  id: 'db.connect',
  group: 'db',
  title: 'Database answers',
  needs: ['db.config'],
  network: true,
  // a connection has 5 s, and comes with a better word than that it took too long
  limitMs: 7_000,
  outcomes: {
    unreachable: { status: 'fail', why: whyConnect, fix: checkNetwork, docs: 'troubleshooting' },
    timed_out: { status: 'fail', why: whyConnect, fix: checkNetwork, docs: 'troubleshooting' },
    too_old: {
      status: 'warn',
      why: 'PostgreSQL 14 and older get no more security fixes; jhe-mcp works with 13 and newer.',
      fix: "Tell JHE's administrator to upgrade PostgreSQL to 15 or newer.",
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context, signal) => {
    try {
      const database = await context.database()
      const [row] = await database.query<{ version: number }>(catalog.serverVersion, [], signal)
      const version = row?.version ?? 0
      const [place] = await database.query<Replication>(catalog.standbyLag, [], signal)
      const product = `PostgreSQL ${Math.floor(version / 10_000)}`
      const name = `${product}${placeIn(place)}`
      const data = { version: product, standby: place?.standby ?? null, lag: place?.lag ?? null }
      return version >= oldest ? pass(name, { data }) : found('too_old', name, { data })
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      return found('unreachable', plain(thrown.message), { fix: thrown.hint })
    }
  },
})

/** The columns of JHE's tables, as `table.column`. */
export const columnsIn = async (
  context: DoctorContext,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> => {
  const database = await context.database()
  const tables = Object.keys(commonColumns)
  const rows = await database.query<{ name: string }>(catalog.columns, [tables], signal)
  return new Set(rows.map(({ name }) => name))
}

const newestMigration = async (
  context: DoctorContext,
  signal: AbortSignal,
): Promise<string | null> => {
  const database = await context.database()
  const [rights] = await database.query<{ readable: boolean }>(
    catalog.migrationsReadable,
    [],
    signal,
  )
  if (rights?.readable !== true) return null
  const [row] = await database.query<{ newest: string | null }>(catalog.newestMigration, [], signal)
  return row?.newest ?? null
}

const schema = defineCheck({
  id: 'db.schema',
  group: 'db',
  title: "JHE's tables are there",
  needs: ['db.connect'],
  network: true,
  outcomes: {
    missing: {
      status: 'fail',
      why: 'Questions read these columns and cannot be answered without.',
      fix: 'Point JHE_DB_CONN at the database of JHE; if it is, update jhe-mcp.',
      docs: 'troubleshooting',
    },
  },
  run: async (context, signal) => {
    const columns = await columnsIn(context, signal)
    try {
      const { since } = resolveProfile(columns)
      const newest = await newestMigration(context, signal)
      const known = newest === null ? 'its migrations may not be read' : `core.${newest}`
      return pass(`as JHE has them (${known})`, { data: { schema_since: since, newest } })
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      const missing = schemaProfiles
        .map((profile) => columnsOf(profile).filter((column) => !columns.has(column)))
        .reduce((a, b) => (b.length < a.length ? b : a))
      const more = missing.length > 5 ? ` and ${missing.length - 5} more` : ''
      const seen = `missing: ${missing.slice(0, 5).join(', ')}${more}`
      return found('missing', seen, { data: { missing } })
    }
  },
})

const roleScript = 'jhe-mcp sql --role <name> prints the script; run it, and use that role.'

const selects = defineCheck({
  id: 'db.selects',
  group: 'db',
  title: 'Role reads what is needed',
  needs: ['db.schema', 'db.role', 'db.secrets'],
  network: true,
  outcomes: {
    denied: {
      status: 'fail',
      why: 'Questions that read these columns fail with DATABASE_DENIED.',
      fix: roleScript,
      docs: 'for-jhe-administrators',
    },
    more: {
      status: 'warn',
      why: 'Whoever has this password can read more than jhe-mcp needs (minimum necessary).',
      fix: roleScript,
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context, signal) => {
    const database = await context.database()
    const wanted = columnsOf(resolveProfile(await columnsIn(context, signal)))
    const parts = wanted.map((column) => column.split('.'))
    const lists = [parts.map(([table]) => table), parts.map(([, column]) => column)]
    const denied = await database.query<{ name: string }>(catalog.deniedColumns, lists, signal)
    const names = denied.map(({ name }) => name)
    if (names.length > 0)
      return found('denied', `may not read ${names.slice(0, 5).join(', ')}`, { data: { names } })
    const extra = await database.query<{ name: string }>(
      catalog.extraTables,
      [grantedColumns],
      signal,
    )
    const tables = extra.map(({ name }) => name)
    return tables.length === 0
      ? pass('and nothing else')
      : found(
          'more',
          `and more of ${tables.slice(0, 4).join(', ')}${tables.length > 4 ? ' …' : ''}`,
          {
            data: { tables },
          },
        )
  },
})

/** The database as a whole. */
export const databaseChecks: readonly Check[] = [unlessElsewhere(config), connect, schema, selects]

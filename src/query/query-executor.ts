import { catalog } from '../db/catalog.js'
import { guarded, type Connection } from '../db/connection.js'
import { codeOf } from '../db/database-error.js'
import { columnsOf, resolveProfile, type SchemaProfile } from '../db/profile.js'
import { ReaderRefusal } from '../db/reader-role.js'
import { commonColumns } from '../db/schema.js'
import { advisedIndexes, areUsed, markOf, timeIndex, type FoundIndexes } from '../db/time-index.js'
import { JheError, toJheError } from '../errors.js'
import { admit, type Viewer } from '../permissions/viewer.js'
import { viewerArgsOf } from '../permissions/viewer-args.js'
import type { AnswerRow, Need, Query } from './compile/query.js'
import { createRoleInspection, type RoleState } from './role-inspection.js'
import { listOf, type StatementList } from './registry.js'
import type { Statement } from './compile/statement.js'
import { zoneRefused } from './observations/zone-samples.js'

/** Puts a question to the database as a viewer: one listed statement, one round trip. */
export type Ask = <Args extends object, Row extends AnswerRow>(
  viewer: Viewer,
  query: Query<Args, Row>,
  args: Args,
  signal: AbortSignal,
) => Promise<Row>

/** What the database and the role are like. */
export interface DatabaseState extends RoleState {
  /** Oldest migration of JHE's `core` that has this shape. */
  readonly schemaSince: string
  /** Whether the advised indexes are there and in use. */
  readonly hasTimeIndex: boolean
  /** The newest one applied; null where the role may not read it. */
  readonly newestMigration: string | null
}

export interface QueryExecutor {
  readonly ask: Ask
  /** Looks at the database as it is now, without JHE's data. */
  inspect(signal: AbortSignal): Promise<DatabaseState>
  close(): Promise<void>
}

export interface AskOptions {
  /** `JHE_REQUIRE_SAFE_ROLE` */
  readonly requireSafeRole: boolean
  /** Told once, in a constant sentence, when the role can do more than read. */
  readonly warn: (sentence: string) => void
}

interface Prepared {
  readonly profile: SchemaProfile
  readonly list: StatementList
}

interface Question<Args extends object, Row extends AnswerRow> {
  readonly query: Query<Args, Row>
  readonly args: Args
}

const catalogTexts: ReadonlySet<string> = new Set(Object.values(catalog))

const newestMigration = async (
  connection: Connection,
  signal: AbortSignal,
): Promise<string | null> => {
  const [rights] = await connection.query<{ readable: boolean }>(
    catalog.migrationsReadable,
    [],
    signal,
  )
  if (rights?.readable !== true) return null
  const [found] = await connection.query<{ newest: string | null }>(
    catalog.newestMigration,
    [],
    signal,
  )
  return found?.newest ?? null
}

/** The shape of the database, and whether the advised indexes of that shape are there. */
const lookAtSchema = async (
  connection: Connection,
  signal: AbortSignal,
): Promise<SchemaProfile> => {
  const tables = Object.keys(commonColumns)
  const columns = await connection.query<{ name: string }>(catalog.columns, [tables], signal)
  const profile = resolveProfile(new Set(columns.map(({ name }) => name)))
  const [found] = await connection.query<FoundIndexes>(
    catalog.usableIndexes,
    [advisedIndexes, markOf(profile), [timeIndex.start, timeIndex.seconds]],
    signal,
  )
  return { ...profile, hasTimeIndex: areUsed(found) }
}

const judgeExcesses = (excesses: readonly string[], options: AskOptions): void => {
  if (excesses.length === 0) return
  const sentence = `The database role of JHE_DB_CONN can do more than jhe-mcp needs: it ${excesses.join(', ')}.`
  if (options.requireSafeRole) {
    throw new JheError(
      'DATABASE_ROLE_UNSAFE',
      sentence,
      'Use a role that only has SELECT on the columns jhe-mcp reads; `jhe-mcp sql --role <name>` prints the script.',
    )
  }
  options.warn(`${sentence} \`jhe-mcp sql --role <name>\` prints the script for a safe one.`)
}

const namingTheColumn = async (
  connection: Connection,
  profile: SchemaProfile,
  denied: JheError,
  signal: AbortSignal,
): Promise<JheError> => {
  const columns = columnsOf(profile).map((column) => column.split('.'))
  const tables = columns.map(([table]) => table)
  const parts = columns.map(([, part]) => part)
  const found = await connection.query<{ name: string }>(
    catalog.deniedColumns,
    [tables, parts],
    signal,
  )
  if (found.length === 0) return denied
  return new JheError(
    'DATABASE_DENIED',
    `The database role may not read ${found[0]?.name ?? ''}${found.length > 1 ? ` and ${found.length - 1} other columns` : ''}.`,
    'Ask the database administrator to run the script that `jhe-mcp sql --role <name>` prints.',
    { cause: denied },
  )
}

/** The bind values of a statement, in the order of its parameters. */
const valuesFor = (statement: Statement, viewer: Viewer, args: object): unknown[] => {
  const given: Readonly<Record<string, unknown>> = { ...args, ...viewerArgsOf(viewer) }
  return statement.parameters.map((name) => {
    if (Object.hasOwn(given, name)) return given[name]
    throw new Error(`${statement.name} lacks its argument ${name}`)
  })
}

/** `invalid_parameter_value`: of all parameters only the zone can be one that the server does not know. */
const isZoneUnknown = (statement: Statement, thrown: JheError): boolean =>
  statement.parameters.includes('time_zone') && codeOf(thrown.cause) === '22023'

interface Failed {
  readonly door: Connection
  readonly profile: SchemaProfile
  readonly statement: Statement
  readonly signal: AbortSignal
}

/** What a person is told of a statement that failed. */
const failureOf = async (
  thrown: unknown,
  { door, profile, statement, signal }: Failed,
): Promise<unknown> => {
  if (!(thrown instanceof JheError) || thrown instanceof ReaderRefusal) return thrown
  if (isZoneUnknown(statement, thrown)) return zoneRefused
  if (thrown.code !== 'DATABASE_DENIED') return thrown
  return await namingTheColumn(door, profile, thrown, signal)
}

/** What this JHE does not have, until it is updated; told to who is admitted alone. */
const tooOld = ({ what, since }: Need): JheError =>
  new JheError(
    'SCHEMA_UNSUPPORTED',
    `This JupyterHealth Exchange is too old for ${what}: they come with its migration ${since}.`,
    'Ask your JHE administrator for an update of JupyterHealth Exchange; everything else works without it.',
  )

const shapeOf = ({ since, hasTimeIndex }: SchemaProfile) => ({ schemaSince: since, hasTimeIndex })

/**
 * The database as the tools see it. The schema profile and the role are looked at before the first
 * question and again after a failure that says that they may have changed.
 * @param connection is opened by its first statement
 */
export function createQueryExecutor(connection: Connection, options: AskOptions): QueryExecutor {
  let list: StatementList | undefined
  let prepared: Promise<Prepared> | undefined
  const isListed = (text: string): boolean => catalogTexts.has(text) || list?.has(text) === true
  const door = guarded(connection, isListed)
  const roles = createRoleInspection(door)

  const prepare = async (signal: AbortSignal): Promise<Prepared> => {
    const profile = await lookAtSchema(door, signal)
    judgeExcesses((await roles.inspect(signal)).excesses, options)
    list = listOf(profile)
    return { profile, list }
  }

  const preparedOnce = async (): Promise<Prepared> => {
    prepared ??= prepare(AbortSignal.timeout(30_000)).catch((thrown: unknown) => {
      prepared = undefined
      throw thrown
    })
    return await prepared
  }

  const askPrepared = async <Args extends object, Row extends AnswerRow>(
    { profile, list: listed }: Prepared,
    viewer: Viewer,
    { query, args }: Question<Args, Row>,
    signal: AbortSignal,
  ): Promise<Row> => {
    const statement = listed.of(query)
    if (statement === undefined) throw new Error(`${query.name} is not in the closed list`)
    const values = valuesFor(statement, viewer, args)
    try {
      await roles.admit(viewer, signal)
      const [row] = await door.query<Row>(statement.text, values, signal)
      if (row === undefined) throw new Error(`${query.name} answered without a row`)
      admit(viewer, row.viewer_kind)
      if (row.viewer_kind === 'nobody') await roles.admitAnew(viewer, signal)
      return row
    } catch (thrown) {
      if (toJheError(thrown).code === 'SCHEMA_UNSUPPORTED') prepared = undefined
      throw await failureOf(thrown, { door, profile, statement, signal })
    }
  }

  const ask: Ask = async (viewer, query, args, signal) => {
    const found = await preparedOnce()
    const row = await askPrepared(found, viewer, { query, args }, signal)
    const { needs } = query
    if (needs === undefined || needs.isMet(found.profile)) return row
    prepared = undefined
    throw tooOld(needs)
  }

  return {
    ask,
    inspect: async (signal) => {
      const shape = shapeOf((await preparedOnce()).profile)
      const state = { ...(await roles.inspect(signal)), ...shape }
      return { ...state, newestMigration: await newestMigration(door, signal) }
    },
    close: async () => {
      await connection.close()
    },
  }
}

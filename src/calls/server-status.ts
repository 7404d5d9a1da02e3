import type { CallerIdentity } from '../auth/identity.js'
import { toJheError, type ErrorCode, type JheError } from '../errors.js'
import { narrowedTo } from '../permissions/grant.js'
import { permissionSourceOf } from '../permissions/viewer.js'
import type { ServerStatus } from '../tools/server/server-status.js'
import type { App } from './app.js'
import type { RequestContext } from './request-context.js'

type RewriteCommands = NonNullable<App['rewriteCommands']>

const problemOf = ({ code, message, hint }: JheError): string => `${code}: ${message} ${hint}`

const timeOf = (seconds: number | undefined): string | null =>
  seconds === undefined ? null : new Date(seconds * 1000).toISOString()

const notReached: readonly ErrorCode[] = [
  'CONFIG_INVALID',
  'DATABASE_UNAVAILABLE',
  'QUERY_TIMEOUT',
  'INTERNAL',
]

type Part<Key extends keyof ServerStatus> = ServerStatus[Key]

/** Why the database cannot answer to a person. */
type RefusalOf = (subject: number) => JheError | undefined

const databaseStatus = async (
  { database }: Pick<App, 'database'>,
  signal: AbortSignal,
): Promise<{ told: Part<'database'>; refusalOf?: RefusalOf }> => {
  try {
    const state = await (await database()).inspect(signal)
    const { schemaSince, newestMigration, excesses, refusalOf } = state
    const told = {
      reachable: true,
      problem: null,
      schema_since: `core.${schemaSince}`,
      newest_migration: newestMigration === null ? null : `core.${newestMigration}`,
      role_safe: excesses.length === 0,
      role_excesses: excesses,
    }
    return { told, refusalOf }
  } catch (thrown) {
    const error = toJheError(thrown)
    const told = {
      reachable: !notReached.includes(error.code),
      problem: problemOf(error),
      schema_since: null,
      newest_migration: null,
      role_safe: error.code === 'DATABASE_ROLE_UNSAFE' ? false : null,
      role_excesses: [],
    }
    return { told }
  }
}

const sessionStatus = async (
  { config }: Pick<App, 'config'>,
  identity: Pick<CallerIdentity, 'state'>,
  signal: AbortSignal,
): Promise<
  Pick<ServerStatus, 'signed_in' | 'session'> & {
    source: 'claims' | 'database' | null
    subject?: number
  }
> => {
  try {
    const { identity: person, issuedAt, endsAt, trouble } = await identity.state(signal)
    const problem = trouble === undefined ? null : problemOf(trouble)
    return {
      signed_in: true,
      session: { since: timeOf(issuedAt), expires_at: timeOf(endsAt), problem },
      source: permissionSourceOf(person, config),
      subject: person.subject,
    }
  } catch (thrown) {
    const problem = problemOf(toJheError(thrown))
    return { signed_in: false, session: { since: null, expires_at: null, problem }, source: null }
  }
}

const asIs: RewriteCommands = (text) => text

/** Rewrites the commands in problems for this installation. */
const withInstalledCommands = (
  { session, database, ...rest }: ServerStatus,
  rewriteCommands: RewriteCommands,
): ServerStatus => {
  const told = (problem: string | null) => (problem === null ? null : rewriteCommands(problem))
  return {
    ...rest,
    session: { ...session, problem: told(session.problem) },
    database: { ...database, problem: told(database.problem) },
  }
}

/**
 * The database as people may know it who share a server: not what it runs on, nor what its role can
 * do. The code stays, and who can help.
 */
const withoutInternals = ({ problem, ...database }: Part<'database'>): Part<'database'> => {
  const code = problem?.split(':', 1).join('') ?? null
  return {
    ...database,
    problem:
      code === null
        ? null
        : `${code}: The database cannot answer you right now. Ask again in a minute; if it stays so, tell who runs this server.`,
    role_safe: null,
    role_excesses: [],
  }
}

/** Whose status it is: a caller with an origin is one of many who share the server. */
export type StatusCaller = Pick<RequestContext, 'origin' | 'signal' | 'grant' | 'limits'> & {
  readonly identity: Pick<CallerIdentity, 'state'>
}

/** The state of the server and of the caller's session; failures are part of the answer. */
export async function serverStatus(
  app: Pick<App, 'config' | 'database' | 'version' | 'rewriteCommands'>,
  { identity, signal, origin, grant, limits }: StatusCaller,
): Promise<ServerStatus> {
  const { config, version, rewriteCommands = asIs } = app
  const [{ signed_in, session, source, subject }, { told, refusalOf }] = await Promise.all([
    sessionStatus(app, identity, signal),
    databaseStatus(app, signal),
  ])
  signal.throwIfAborted()
  const refusal = subject === undefined ? undefined : refusalOf?.(subject)
  const found = refusal === undefined ? told : { ...told, problem: problemOf(refusal) }
  const database = origin === undefined ? found : withoutInternals(found)
  const status = {
    version,
    signed_in,
    session,
    database,
    access: {
      permissions: config.permissions,
      permission_source: source,
      consent: config.consent,
      limited_to: narrowedTo(grant),
    },
    limits: {
      ...limits,
      statement_timeout_ms: config.statementTimeout,
    },
  }
  return withInstalledCommands(status, rewriteCommands)
}

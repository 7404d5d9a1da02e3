import { shortName } from '../omh/types/data-types.js'
import type { AnswerRow, Query } from '../query/compile/query.js'
import type { queries } from '../query/registry.js'
import type { StudyTypesRow } from '../query/studies/study-types.js'
import { cleanDeep } from '../text/clean.js'
import type { App } from './app.js'
import type { Caller, RequestContext } from './request-context.js'
import { viewerFor } from './viewer-for.js'

/** How long a list or a completion may wait for what the caller may see, in milliseconds. */
const timeoutMs = 3_000
const most = 1_000

type Queries = typeof queries

/** One question as the caller. @throws JheError as the identity, the guard and the database do */
const ask = async <Args extends object, Row extends AnswerRow>(
  app: App,
  { identity, grant, signal }: Pick<RequestContext, 'identity' | 'grant' | 'signal'>,
  pick: (all: Queries) => Query<Args, Row>,
  args: Args,
): Promise<Row> => {
  const person = await identity.current(signal)
  await (await app.guard()).admit(person)
  const viewer = viewerFor(app, { person, grant, use: 'either' })
  const database = await app.database()
  const all = (await import('../query/registry.js')).queries
  return await database.ask(viewer, pick(all), args, signal)
}

/**
 * The same for lists and completions. Never fails: without a session, or with a database that is down
 * or slow, nothing is found.
 */
const asked = async <Args extends object, Row extends AnswerRow>(
  app: App,
  { identity, grant }: Caller,
  pick: (all: Queries) => Query<Args, Row>,
  args: Args,
): Promise<Row | undefined> => {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    return await ask(app, { identity, grant, signal }, pick, args)
  } catch {
    return undefined
  }
}

/**
 * The caller's studies where a call cannot do without them.
 * @throws JheError as the identity, the guard and the database do
 */
export const demandOwnStudies = async (
  app: App,
  request: RequestContext,
): Promise<readonly StudyTypesRow[]> =>
  (await ask(app, request, ({ studyTypes }) => studyTypes, { limit: most })).studies

export const listOwnStudies = async (app: App, caller: Caller): Promise<readonly StudyTypesRow[]> =>
  (await asked(app, caller, ({ studyTypes }) => studyTypes, { limit: most }))?.studies ?? []

/** What somebody may see, by id. */
interface Own {
  readonly id: number
  readonly name: string
}

/** The studies or the organizations of the caller, for lists; empty where they cannot be told. */
export async function listOwn(
  app: App,
  caller: Caller,
  of: 'study' | 'organization',
): Promise<readonly Own[]> {
  if (of === 'study') return await listOwnStudies(app, caller)
  const args = { organization_id: null, limit: most }
  const pick = ({ listOrganizations }: Queries) => listOrganizations
  return (await asked(app, caller, pick, args))?.organizations ?? []
}

const starting = (values: readonly string[], typed: string): string[] =>
  values.filter((value) => value.startsWith(typed))

/** Ids of the caller's studies or organizations that begin with what was typed. */
export async function completeIds(
  app: App,
  caller: Caller,
  { of, typed }: { readonly of: 'study' | 'organization'; readonly typed: string },
): Promise<string[]> {
  const own = await listOwn(app, caller, of)
  return starting(
    own.map(({ id }) => String(id)),
    typed,
  )
}

/** Data types that the caller's studies ask for, or that one of them does, by short name. */
export async function completeDataTypes(
  app: App,
  caller: Caller,
  { typed, studyId }: { readonly typed: string; readonly studyId: string | undefined },
): Promise<string[]> {
  const studies = await listOwnStudies(app, caller)
  const meant = studies.filter(({ id }) => studyId === undefined || String(id) === studyId)
  const names = new Set(meant.flatMap(({ codes }) => codes).map(shortName))
  const clean = cleanDeep({ names: [...names].toSorted() })['names']
  return Array.isArray(clean) ? starting(clean.map(String), typed) : []
}

import { shortName } from '../omh/types/data-types.js'
import type { StudyTypesRow } from '../query/studies/study-types.js'
import { cleanDeep } from '../text/clean.js'
import type { App } from './app.js'
import type { Caller } from './request-context.js'
import { viewerFor } from './viewer-for.js'

/** How long a list or a completion may wait for the caller's studies, in milliseconds. */
const timeoutMs = 3_000
const maxStudies = 1_000

/**
 * The studies of the caller, for lists and completions. Never fails: without a session, or with a
 * database that is down or slow, the list is empty.
 */
export async function listOwnStudies(
  app: App,
  { identity, grant }: Caller,
): Promise<readonly StudyTypesRow[]> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const person = await identity.current(signal)
    await (await app.guard()).admit(person)
    const viewer = viewerFor(app, { person, grant, use: 'either' })
    const database = await app.database()
    const { studyTypes } = (await import('../query/registry.js')).queries
    return (await database.ask(viewer, studyTypes, { limit: maxStudies }, signal)).studies
  } catch {
    return []
  }
}

const starting = (values: readonly string[], typed: string): string[] =>
  values.filter((value) => value.startsWith(typed))

/** Ids of the caller's studies that begin with what was typed. */
export async function completeStudyIds(app: App, caller: Caller, typed: string): Promise<string[]> {
  const studies = await listOwnStudies(app, caller)
  return starting(
    studies.map(({ id }) => String(id)),
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
  const asked = studies.filter(({ id }) => studyId === undefined || String(id) === studyId)
  const names = new Set(asked.flatMap(({ codes }) => codes).map(shortName))
  const clean = cleanDeep({ names: [...names].toSorted() })['names']
  return Array.isArray(clean) ? starting(clean.map(String), typed) : []
}

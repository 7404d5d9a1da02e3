import { JheError } from '../errors.js'
import type { Guard } from '../guard/guard.js'
import type { CandidateRow } from '../query/patients/search.js'
import { isRecord } from '../record.js'
import { clean } from '../text/clean.js'
import type { App } from './app.js'
import type { AuditSpan } from './audit-span.js'
import { guardedCaller } from './guarded-caller.js'
import type { RequestContext } from './request-context.js'
import { viewerFor } from './viewer-for.js'

/** Patients that one error names at most: among more nobody chooses. */
const maxPatients = 10

const longestName = 100

/** Two letters at least, and what stands between the letters of names. */
const nameForm = /^(?=.*\p{L}.*\p{L})[\p{L}\p{M} .,'’‐-]+$/u

/** A name that was sent where an id belongs; anything else is only a wrong id. */
const nameIn = (read: unknown): string | undefined => {
  const named = isRecord(read) ? read['patient_id'] : undefined
  const isName = typeof named === 'string' && named.length <= longestName && nameForm.test(named)
  return isName ? named : undefined
}

const studyIn = (read: unknown): number | null => {
  const study = isRecord(read) ? read['study_id'] : undefined
  return typeof study === 'number' && Number.isSafeInteger(study) ? study : null
}

/** The patients of the caller who have a name, as search_patients finds them. */
const fitting = async (app: App, request: RequestContext, name: string, study: number | null) => {
  const { identity, grant, signal } = request
  const person = await identity.current(signal)
  const viewer = viewerFor(app, { person, grant, use: 'either' })
  const [database, { queries }, { nameWords }] = await Promise.all([
    app.database(),
    import('../query/registry.js'),
    import('../query/patients/search.js'),
  ])
  const args = { name_words: nameWords(name), birth_date: null, identifier: null, study_id: study }
  const page = { after: 0, limit: maxPatients }
  return await database.ask(viewer, queries.searchPatients, { ...args, ...page }, signal)
}

const labelOf = ({ name_given, name_family, birth_date }: CandidateRow): string => {
  const name = [name_given, name_family].filter((part) => part !== null && part !== '').join(' ')
  return clean([name === '' ? 'without a name' : name, birth_date ?? ''].join(', '), longestName)
}

const needed = (tool: string, total: number, patients: readonly CandidateRow[]): JheError => {
  const reason = `${tool} needs the id of a patient, and ${total} of those you see ${total === 1 ? 'has' : 'have'} that name.`
  const options = patients.map((row) => ({ value: String(row.id), label: labelOf(row) }))
  const hint =
    options.length === 0
      ? 'Find the patient with search_patients, by birth date or identifier too, then send patient_id.'
      : `Ask which patient is meant (search_patients tells who they are), then send patient_id: one of ${options.map(({ value }) => value).join(', ')}.`
  return new JheError('NEEDS_INPUT', reason, hint, {
    needs: { argument: 'patient_id', reason, options },
  })
}

/**
 * Whom a call may be about that names a patient instead of sending an id. They are counted as those
 * of an answer are, before anybody is told.
 * @param read the arguments of the call
 * @returns undefined where no name was sent, nobody has it, or the session may not search
 * @throws JheError BRAKED; as the identity does; what the guard fails with
 */
export async function patientNeeded(
  app: App,
  span: Pick<AuditSpan, 'request' | 'alarm'>,
  { tool, read, guard }: { readonly tool: string; readonly read: unknown; readonly guard: Guard },
): Promise<JheError | undefined> {
  const name = nameIn(read)
  const maySearch = span.request.toolset.tools.some((one) => one.name === 'search_patients')
  if (name === undefined || !maySearch) return undefined
  const { request, release } = guardedCaller(guard, span)
  await request.identity.current(request.signal)
  // where the database prevents it, there is still something wrong with the arguments
  const found = await fitting(app, request, name, studyIn(read)).catch(() => undefined)
  if (found?.is_visible !== true || found.total === 0) return undefined
  const { total, patients } = found
  const told = total > maxPatients ? [] : patients
  await release({ patients: told.map(({ id }) => id), rows: told.length })
  return needed(tool, total, told)
}

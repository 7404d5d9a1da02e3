import { JheError, type Needs } from '../errors.js'
import { clean } from '../text/clean.js'
import type { App } from './app.js'
import { demandOwnStudies, listOwnStudies } from './completions.js'
import type { Caller, RequestContext, StudyChoice } from './request-context.js'

/** Options that one error names at most. */
const maxOptions = 50

interface Choices {
  readonly options: Needs['options']
  /** How many more there are. */
  readonly left: number
}

const choicesOf = (studies: Awaited<ReturnType<typeof listOwnStudies>>): Choices => {
  const options = studies
    .slice(0, maxOptions)
    .map(({ id, name }) => ({ value: String(id), label: clean(name, 100) }))
  return { options, left: studies.length - options.length }
}

/** The caller's studies as a person chooses among them; none where they cannot be told. */
export const studyOptions = async (app: App, caller: Caller): Promise<Choices> =>
  choicesOf(await listOwnStudies(app, caller))

const reasonOf = (reason: string, left: number): string =>
  left === 0 ? reason : `${reason} ${left} more are not in this list.`

/**
 * Which study a call is about, which it did not say and cannot do without.
 * @returns undefined where the caller sees none
 */
export async function studyNeeded(
  app: App,
  caller: Caller,
  tool: string,
): Promise<JheError | undefined> {
  const { options, left } = await studyOptions(app, caller)
  if (options.length === 0) return undefined
  const seen = options.length > 1 ? ', and you see several studies' : ''
  const reason = reasonOf(`${tool} needs study_id${seen}.`, left)
  const ids = options.map(({ value }) => value).join(', ')
  return new JheError(
    'NEEDS_INPUT',
    reason,
    `Ask which study is meant, then send study_id: one of ${ids}.`,
    { needs: { argument: 'study_id', reason, options } },
  )
}

/**
 * Which study a session is for; the person says so, never a tool.
 * @throws JheError where the studies cannot be told, as where the database is out of reach
 */
export async function choiceNeeded(
  app: App,
  request: RequestContext,
  { among }: Pick<StudyChoice, 'among'>,
): Promise<JheError> {
  const { options, left } = choicesOf(await demandOwnStudies(app, { ...request, grant: among }))
  const reason = reasonOf(
    options.length === 0
      ? 'This session is for one study, and none is yours to choose.'
      : 'This session is for one study, and you have not chosen it yet.',
    left,
  )
  const hint =
    options.length === 0
      ? 'Ask the administrator of the study for access.'
      : `Choose it where your host asks for it. If your host cannot ask, set JHE_STUDY to one of ${options.map(({ value }) => value).join(', ')} in its configuration.`
  return new JheError('NEEDS_INPUT', reason, hint, {
    needs: { argument: 'study', reason, options },
  })
}

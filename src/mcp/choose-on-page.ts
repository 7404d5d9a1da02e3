import { takeChoice } from '../calls/take-choice.js'
import type { App } from '../calls/app.js'
import type { PageOutcome, RequestContext } from '../calls/request-context.js'
import { JheError, type Needs } from '../errors.js'

/** Milliseconds that an answer may take to be checked and recorded. */
const takeMs = 10_000

/**
 * Lets the person choose the study of the session on a page of this computer, where the host cannot
 * ask them. What they choose is taken whenever they do, also when the call has ended.
 * @returns undefined where there is no page, or nothing to choose
 * @throws the reason of the call's signal
 */
export async function chooseOnPage(
  { app, request }: { readonly app: App; readonly request: RequestContext },
  { reason, options }: Pick<Needs, 'reason' | 'options'>,
): Promise<PageOutcome | undefined> {
  const { choice, signal } = request
  if (choice?.page === undefined || options.length === 0) return undefined
  const take = async (study: number | undefined): Promise<boolean> => {
    await takeChoice(app, { ...request, signal: AbortSignal.timeout(takeMs) }, study)
    return study !== undefined && choice.chosen() === study
  }
  return await choice.page.ask({ reason, options, take }, signal)
}

const where: Readonly<Partial<Record<PageOutcome, string>>> = {
  unanswered: 'on the page that is open in the browser of this computer',
  unopened: 'on the page whose address jhe-mcp has written to its log (stderr)',
}

/** The error of a call that goes on lacking the study, with where the person chooses it. */
export const stillNeeded = (error: JheError, outcome: PageOutcome | undefined): JheError => {
  const place = outcome === undefined ? undefined : where[outcome]
  const { code, message, needs } = error
  if (place === undefined || needs === undefined) return error
  const hint = `The person chooses it ${place}; ask again then. They may as well set JHE_STUDY to the id of the study in the configuration of the host.`
  return new JheError(code, message, hint, { needs })
}

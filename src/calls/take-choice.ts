import type { App } from './app.js'
import { demandOwnStudies } from './completions.js'
import { recordChoice } from './record-choice.js'
import type { RequestContext } from './request-context.js'

/**
 * Takes what the person chose as the study of their session, if it is one that is theirs to choose.
 * @param study `core_study.id`; undefined where they declined
 * @throws JheError where it cannot be told whose it is: as the identity, the guard and the database do
 */
export async function takeChoice(
  app: App,
  request: RequestContext,
  study: number | undefined,
): Promise<void> {
  const { choice } = request
  if (choice === undefined) return
  if (study === undefined) {
    choice.decline()
    return
  }
  const studies = await demandOwnStudies(app, { ...request, grant: choice.among })
  const from = choice.chosen()
  if (from === study || !studies.some(({ id }) => id === study)) return
  await recordChoice(app, request, { from, to: study })
  choice.choose(study)
}

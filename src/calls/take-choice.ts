import type { App } from './app.js'
import { studyOptions } from './needs-study.js'
import { recordChoice } from './record-choice.js'
import type { RequestContext } from './request-context.js'

/**
 * Takes what the person chose as the study of their session, if it is one that is theirs to choose.
 * @param study `core_study.id`; undefined where they declined
 * @throws JheError as the identity does
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
  const { options } = await studyOptions(app, { ...request, grant: choice.among })
  const from = choice.chosen()
  if (from === study || !options.some(({ value }) => value === String(study))) return
  await recordChoice(app, request, { from, to: study })
  choice.choose(study)
}

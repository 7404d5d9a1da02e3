import { htmlPage } from '../../auth/sign-in/page-shell.js'
import type { Needs } from '../../errors.js'
import { escapeHtml } from '../../text/html.js'

/** What a person is asked on a page, and what they choose among. */
export type StudyQuestion = Pick<Needs, 'reason' | 'options'>

const button = (value: string, label: string): string =>
  `<p><button name="study" value="${escapeHtml(value)}">${escapeHtml(label)}</button></p>`

/** The question with a button for each study; names are text from the database, always escaped. */
export const questionPage = ({ reason, options }: StudyQuestion): string =>
  htmlPage({
    title: 'Which study is this session for?',
    tone: 'wait',
    isAlert: false,
    content: [
      `<p>${escapeHtml(reason)}</p>`,
      '<p>An assistant on this computer asks JupyterHealth Exchange for you. It will see the study that you choose and no other.</p>',
      '<form method="post">',
      ...options.map(({ value, label }) => button(value, `${label} (${value})`)),
      button('none', 'None of these'),
      '</form>',
    ],
  })

const nothingChanged = htmlPage({
  title: 'Nothing was changed',
  tone: 'wait',
  isAlert: false,
  content: ['<p>Go back to where you asked. You can close this tab.</p>'],
})

/** What became of it. @param study that was taken */
export const chosenPage = ({ options }: StudyQuestion, study: number | undefined): string => {
  const label = options.find(({ value }) => value === String(study))?.label
  if (label === undefined) return nothingChanged
  return htmlPage({
    title: 'The study is chosen',
    tone: 'good',
    isAlert: false,
    content: [
      `<p>This session is for <strong>${escapeHtml(label)}</strong>.</p>`,
      '<p>Go back to where you asked; if nothing happens there, ask again. You can close this tab.</p>',
    ],
  })
}

/** For a choice that could not be looked at, as while the database does not answer. */
export const notTakenPage = htmlPage({
  title: 'The study could not be chosen',
  tone: 'bad',
  isAlert: true,
  content: [
    '<p>jhe-mcp could not look up whether it is yours: JupyterHealth Exchange or its database did not answer, or you are no longer signed in. Nothing was changed.</p>',
    '<p>Reload this tab in a moment to send your choice again. If that does not help, ask again where you asked before: the answer says what is wrong.</p>',
  ],
})

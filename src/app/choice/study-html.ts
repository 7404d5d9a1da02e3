import { pageStyle } from '../../auth/sign-in/page-style.js'
import type { Needs } from '../../errors.js'
import { escapeHtml } from '../../text/html.js'

/** What a person is asked on a page, and what they choose among. */
export type StudyQuestion = Pick<Needs, 'reason' | 'options'>

const page = (title: string, tone: 'good' | 'wait', content: readonly string[]): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)} – jhe-mcp</title>`,
    `<style>${pageStyle}</style>`,
    '</head>',
    '<body>',
    `<main class="${tone}">`,
    `<h1>${escapeHtml(title)}</h1>`,
    ...content,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n')

const button = (value: string, label: string): string =>
  `<p><button name="study" value="${escapeHtml(value)}">${escapeHtml(label)}</button></p>`

/** The question with a button for each study; names are text from the database, always escaped. */
export const questionPage = ({ reason, options }: StudyQuestion): string =>
  page('Which study is this session for?', 'wait', [
    `<p>${escapeHtml(reason)}</p>`,
    '<p>An assistant on this computer asks JupyterHealth Exchange for you. It will see the study that you choose and no other.</p>',
    '<form method="post">',
    ...options.map(({ value, label }) => button(value, `${label} (${value})`)),
    button('none', 'None of these'),
    '</form>',
  ])

/** What became of it. @param study that was taken */
export const chosenPage = ({ options }: StudyQuestion, study: number | undefined): string => {
  const label = options.find(({ value }) => value === String(study))?.label
  return label === undefined
    ? page('Nothing was changed', 'wait', [
        '<p>Go back to where you asked. You can close this tab.</p>',
      ])
    : page('The study is chosen', 'good', [
        `<p>This session is for <strong>${escapeHtml(label)}</strong>.</p>`,
        '<p>Go back to where you asked; if nothing happens there, ask again. You can close this tab.</p>',
      ])
}

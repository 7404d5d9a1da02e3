import { escapeHtml } from '../../text/html.js'
import { pageStyle } from './page-style.js'

/** What a page that this computer shows consists of. */
export interface PageContent {
  readonly title: string
  readonly tone: 'good' | 'bad' | 'wait'
  /** Lines of HTML below the title; whatever comes from outside is escaped already. */
  readonly content: readonly string[]
  /** Whether screen readers tell it at once; not for what a person has asked for. */
  readonly isAlert: boolean
}

/**
 * A whole page in the style of the sign-in. The bundle holds only ASCII, written as escapes of
 * JavaScript; what is sent is UTF-8, which the header says and the page repeats for one that is saved.
 */
export const htmlPage = ({ title, tone, content, isAlert }: PageContent): string =>
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
    `<main class="${tone}"${isAlert ? ' role="alert"' : ''}>`,
    `<h1>${escapeHtml(title)}</h1>`,
    ...content,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n')

import { toJheError, type ErrorCode } from '../../errors.js'
import { escapeHtml } from '../../text/html.js'
import type { ErrorPage, RenderedPage } from '../upstream-port.js'
import { pageHeaders, paragraph, renderPage, type Page, type PageContent } from './shell.js'

const notice = (
  status: number,
  tone: PageContent['tone'],
  title: string,
  sentences: readonly string[],
): Page => ({ status, html: renderPage({ tone, title, body: sentences.map(paragraph) }) })

const startAgain =
  'Go back to the program that you want to connect (Claude, VS Code, Cursor …) and start to connect it again.'

/** The browser has no such authorization request. */
export const unknownRequestPage: Page = notice(400, 'wait', 'Start again from your program', [
  'This browser has no such request: it was finished already, it began too long ago, or the link was opened in another browser. Nothing was changed.',
  startAgain,
])

/** A callback without the cookie of its sign-in. */
export const otherBrowserPage: Page = notice(400, 'bad', 'This sign-in began elsewhere', [
  'Nothing was connected: this browser did not begin the sign-in, or it began more than 10 minutes ago.',
  'If you began it yourself, finish it in the browser where you began. If you did not, somebody may have sent you a link to connect their program to your account: tell the administrator of this server.',
  startAgain,
])

/** A callback that is no answer of JHE. */
export const malformedPage: Page = notice(400, 'wait', 'This address is not an answer of JHE', [
  'It is malformed and was ignored.',
  startAgain,
])

/** The consent was given before, and the client has been told. */
export const alreadyDonePage: Page = notice(200, 'good', 'Already done', [
  'You have answered this request already.',
  'You can close this tab and go back to the program. If it is not connected there, start to connect it again.',
])

/** A form that this server did not make for this request. */
export const foreignFormPage: Page = notice(403, 'wait', 'This page is too old', [
  'The form did not come from this server, or the server has changed its keys since. Nothing was changed.',
  'Load the page again and choose once more. If that does not help, start to connect the program again.',
])

/** A form that is too large, or no form at all. */
export const badFormPage: Page = notice(400, 'wait', 'This is not an answer to the page', [
  'The form is malformed and was ignored. Nothing was changed.',
  'Load the page again and choose once more.',
])

/** The answer of JHE is still being worked on by the request before this one. */
export const waitingPage = (path: string): Page => ({
  status: 200,
  html: renderPage({
    tone: 'wait',
    title: 'Almost there',
    body: [paragraph('JHE has not answered yet. This page goes on by itself.')],
    refresh: { seconds: 1, path },
  }),
})

/** Nobody has left an answer of JHE for this request. */
export const unfinishedPage: Page = notice(400, 'wait', 'The sign-in was not finished', [
  'JHE has sent no answer for this request, or this server was restarted in the middle of it. Nothing was connected.',
  startAgain,
])

const askAdministrator =
  'If it stays so, tell the administrator of this server, with the number below.'

const auditLine = (id: string): string =>
  `<small>jhe-mcp · number of this event: <code>${escapeHtml(id)}</code></small>`

/** Statuses that say whose fault it is; 500 for the others. */
const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  STATE_UNAVAILABLE: 503,
  ISSUER_UNREACHABLE: 503,
  ISSUER_FAILED: 502,
  TOKEN_INVALID: 502,
  CALLBACK_REJECTED: 400,
  SIGN_IN_DENIED: 400,
}

const causes: Readonly<Partial<Record<ErrorCode, string>>> = {
  STATE_UNAVAILABLE: 'the place where this server keeps sign-ins cannot be reached',
  ISSUER_UNREACHABLE: 'JHE cannot be reached from this server',
  ISSUER_FAILED: 'JHE did not answer as it should',
  CONFIG_INVALID: 'JHE and this server are not set up for each other',
  TOKEN_INVALID: 'JHE sent an identity that could not be verified',
  CALLBACK_REJECTED: 'the answer did not come from JHE as it should',
  SIGN_IN_DENIED: 'the sign-in was cancelled or refused at JHE',
}

/** A step that failed on our side. @param step at the beginning of a sentence @param id of its event */
export function failurePage(thrown: unknown, step: string, id: string): Page {
  const { code } = toJheError(thrown)
  const status = statuses[code] ?? 500
  return {
    status,
    ...(status === 503 && { retryAfter: 5 }),
    html: renderPage({
      tone: 'bad',
      title: 'That did not work',
      body: [
        paragraph(
          `${step} failed: ${causes[code] ?? 'this server has a fault'}. Nothing was changed.`,
        ),
        paragraph(`Try again in a minute. ${askAdministrator}`),
        auditLine(`${code} ${id}`),
      ],
    }),
  }
}

/** A page of the authorization server about an error, in its words. */
export const errorPage = ({ title, text, next }: ErrorPage): RenderedPage => ({
  html: renderPage({ tone: 'bad', title, body: [text, next].map(paragraph) }),
  headers: pageHeaders(),
})

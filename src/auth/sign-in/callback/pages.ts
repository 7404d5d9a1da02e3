import { createHash } from 'node:crypto'

import type { ErrorCode, JheError } from '../../../errors.js'
import { escapeHtml, htmlOf } from '../../../text/html.js'
import type { Place } from '../../place.js'
import { htmlPage } from '../page-shell.js'
import { pageStyle } from '../page-style.js'

/** A page of the callback listener: complete, and nothing in it comes from a request. */
export interface Page {
  readonly status: number
  readonly html: string
  /** The same with the commands that it names as `words` puts them. */
  readonly htmlIn: (words: Words) => string
}

/** Makes the commands that a text names those of this installation. */
export type Words = (text: string) => string

const headersFor = (formAction: 'none' | 'self'): Readonly<Record<string, string>> => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'; base-uri 'none'; form-action '${formAction}'; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
})

/** Headers of every page: nothing may be loaded, framed, kept or told to another site. */
export const pageHeaders = headersFor('none')

/** The same for a page that asks something, and sends the answer to where it came from. */
export const formHeaders = headersFor('self')

interface Content {
  readonly tone: 'good' | 'bad' | 'wait'
  readonly title: string
  /** Who signed in; text from outside, always escaped. */
  readonly person?: string | undefined
  readonly sentences: readonly string[]
  readonly code?: ErrorCode
}

const render = ({ tone, title, person, sentences, code }: Content): string =>
  htmlPage({
    tone,
    title,
    isAlert: tone !== 'good',
    content: [
      ...(person === undefined ? [] : [`<p>As <strong>${escapeHtml(person)}</strong>.</p>`]),
      ...sentences.map((sentence) => `<p>${htmlOf(sentence)}</p>`),
      ...(code === undefined ? [] : [`<small>jhe-mcp · <code>${code}</code></small>`]),
    ],
  })

const page = (status: number, content: Content): Page => ({
  status,
  html: render(content),
  htmlIn: (words) => render({ ...content, sentences: content.sentences.map(words) }),
})

const signedInPage = ({ login }: Place, { person, isAwaited = true }: SignedIn): Page =>
  page(200, {
    tone: 'good',
    title: 'You are signed in',
    person,
    sentences: [
      isAwaited
        ? 'You can close this tab and go back to where you asked.'
        : 'Go back to where you asked, and ask again. You can close this tab.',
      ...(person === undefined ? [] : [`Is that somebody else? Run \`${login} --switch\`.`]),
    ],
  })

const unfinishedPage = ({ name, whoami }: Place): Page =>
  page(202, {
    tone: 'wait',
    title: 'Almost there',
    sentences: [
      `${name} takes longer than usual to complete the sign-in.`,
      `Go back to where you asked: it says how the sign-in ended. Or run \`${whoami}\`.`,
    ],
  })

const stoppedPage = ({ login }: Place): Page =>
  page(400, {
    tone: 'bad',
    title: 'The sign-in was stopped',
    sentences: [
      'jhe-mcp was stopped before the sign-in was complete. Nothing was stored.',
      `Run \`${login}\` to start again.`,
    ],
  })

const staleTabPage = ({ login }: Place): Page =>
  page(400, {
    tone: 'wait',
    title: 'This tab belongs to an older sign-in',
    sentences: [
      'Nothing was changed, and the sign-in that waits now is still open.',
      `Close this tab and use the newest one, or start again with \`${login}\`.`,
    ],
  })

const malformedPage = ({ name, login }: Place): Page =>
  page(400, {
    tone: 'wait',
    title: `This address is not an answer of ${name}`,
    sentences: [
      'It is malformed and was ignored. The sign-in that waits now is still open.',
      `Close this tab and use the newest one, or start again with \`${login}\`.`,
    ],
  })

/** For the page on which a study is chosen, whose address the sign-in holds for now. */
const comesFirstPage: Page = page(503, {
  tone: 'wait',
  title: 'A sign-in comes first',
  sentences: [
    'Nothing was chosen: another jhe-mcp of this computer waits for a sign-in, which needs the same address.',
    'Finish that sign-in, then reload this tab.',
  ],
})

const titlesOf = ({ name }: Place): Partial<Record<ErrorCode, string>> => ({
  SIGN_IN_DENIED: 'Sign-in was cancelled',
  CALLBACK_REJECTED: `The answer of ${name} was refused`,
  TOKEN_INVALID: `The identity from ${name} could not be trusted`,
  ISSUER_UNREACHABLE: `${name} could not be reached`,
  ISSUER_FAILED: `${name} could not complete the sign-in`,
  CREDENTIALS_LOCKED: 'The sign-in could not be stored',
  CONFIG_INVALID: 'A setting of jhe-mcp is wrong',
  SIGN_IN_TIMEOUT: 'The sign-in took too long',
})

const failurePage = (place: Place, { code, message, hint }: JheError): Page =>
  page(400, {
    tone: 'bad',
    title: titlesOf(place)[code] ?? 'You are not signed in',
    sentences: [message, hint],
    code,
  })

interface SignedIn {
  /** Who signed in, from the verified token. */
  readonly person?: string
  /** False where the question that wanted the sign-in waits no longer. */
  readonly isAwaited?: boolean
}

/** The pages of one place's sign-in. */
export interface Pages {
  /** The tokens are verified and stored. */
  readonly signedIn: (how: SignedIn) => Page
  /** The tokens are not stored yet after the longest time that a browser is kept waiting. */
  readonly unfinished: Page
  /** The process stops before the sign-in is complete. */
  readonly stopped: Page
  /** A callback whose `state` is not that of the sign-in that waits now. */
  readonly staleTab: Page
  /** A callback that names one parameter twice. */
  readonly malformed: Page
  /** For the page of a study, while the sign-in holds its address. */
  readonly comesFirst: Page
  /** A failed sign-in, in the words that the terminal uses. */
  readonly failure: (error: JheError) => Page
}

/** The pages as they name a place. */
export const pagesOf = (place: Place): Pages => ({
  signedIn: (how) => signedInPage(place, how),
  unfinished: unfinishedPage(place),
  stopped: stoppedPage(place),
  staleTab: staleTabPage(place),
  malformed: malformedPage(place),
  comesFirst: comesFirstPage,
  failure: (error) => failurePage(place, error),
})

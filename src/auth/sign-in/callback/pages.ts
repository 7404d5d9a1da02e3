import { createHash } from 'node:crypto'

import type { ErrorCode, JheError } from '../../../errors.js'
import { escapeHtml, htmlOf } from '../../../text/html.js'
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

/** Headers of every page: nothing may be loaded, framed, kept or told to another site. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
}

interface Content {
  readonly tone: 'good' | 'bad' | 'wait'
  readonly title: string
  /** Who signed in; text from outside, always escaped. */
  readonly person?: string | undefined
  readonly sentences: readonly string[]
  readonly code?: ErrorCode
}

const render = ({ tone, title, person, sentences, code }: Content): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title} – jhe-mcp</title>`,
    `<style>${pageStyle}</style>`,
    '</head>',
    '<body>',
    `<main class="${tone}"${tone === 'good' ? '' : ' role="alert"'}>`,
    `<h1>${title}</h1>`,
    ...(person === undefined ? [] : [`<p>As <strong>${escapeHtml(person)}</strong>.</p>`]),
    ...sentences.map((sentence) => `<p>${htmlOf(sentence)}</p>`),
    ...(code === undefined ? [] : [`<small>jhe-mcp · <code>${code}</code></small>`]),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n')

const page = (status: number, content: Content): Page => ({
  status,
  html: render(content),
  htmlIn: (words) => render({ ...content, sentences: content.sentences.map(words) }),
})

/** The tokens are verified and stored. */
export const signedInPage = ({
  person,
  isAwaited = true,
}: {
  /** Who signed in, from the verified token. */
  readonly person?: string
  /** False where the question that wanted the sign-in waits no longer. */
  readonly isAwaited?: boolean
}): Page =>
  page(200, {
    tone: 'good',
    title: 'You are signed in',
    person,
    sentences: [
      isAwaited
        ? 'You can close this tab and go back to where you asked.'
        : 'Go back to where you asked, and ask again. You can close this tab.',
      ...(person === undefined ? [] : ['Is that somebody else? Run `jhe-mcp login --switch`.']),
    ],
  })

/** The same where nothing is known of the person. */
export const successPage: Page = signedInPage({})

/** The tokens are not stored yet after the longest time that a browser is kept waiting. */
export const unfinishedPage: Page = page(202, {
  tone: 'wait',
  title: 'Almost there',
  sentences: [
    'JHE takes longer than usual to complete the sign-in.',
    'Go back to where you asked: it says how the sign-in ended. Or run `jhe-mcp whoami`.',
  ],
})

/** The process stops before the sign-in is complete. */
export const stoppedPage: Page = page(400, {
  tone: 'bad',
  title: 'The sign-in was stopped',
  sentences: [
    'jhe-mcp was stopped before the sign-in was complete. Nothing was stored.',
    'Run `jhe-mcp login` to start again.',
  ],
})

/** A callback whose `state` is not that of the sign-in that waits now. */
export const staleTabPage: Page = page(400, {
  tone: 'wait',
  title: 'This tab belongs to an older sign-in',
  sentences: [
    'Nothing was changed, and the sign-in that waits now is still open.',
    'Close this tab and use the newest one, or start again with `jhe-mcp login`.',
  ],
})

/** A callback that names one parameter twice. */
export const malformedPage: Page = page(400, {
  tone: 'wait',
  title: 'This address is not an answer of JHE',
  sentences: [
    'It is malformed and was ignored. The sign-in that waits now is still open.',
    'Close this tab and use the newest one, or start again with `jhe-mcp login`.',
  ],
})

const titles: Partial<Record<ErrorCode, string>> = {
  SIGN_IN_DENIED: 'Sign-in was cancelled',
  CALLBACK_REJECTED: 'The answer of JHE was refused',
  TOKEN_INVALID: 'The identity from JHE could not be trusted',
  ISSUER_UNREACHABLE: 'JHE could not be reached',
  ISSUER_FAILED: 'JHE could not complete the sign-in',
  CREDENTIALS_LOCKED: 'The sign-in could not be stored',
  CONFIG_INVALID: 'A setting of jhe-mcp is wrong',
  SIGN_IN_TIMEOUT: 'The sign-in took too long',
}

/** A failed sign-in, in the words that the terminal uses. */
export const failurePage = ({ code, message, hint }: JheError): Page =>
  page(400, {
    tone: 'bad',
    title: titles[code] ?? 'You are not signed in',
    sentences: [message, hint],
    code,
  })

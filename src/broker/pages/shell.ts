import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'

import { pageStyle } from '../../auth/sign-in/page-style.js'
import { escapeHtml, htmlOf } from '../../text/html.js'

/** A page of this server: complete, without script, and nothing in it comes unescaped from outside. */
export interface Page {
  readonly status: number
  readonly html: string
  /** Where its forms may lead besides this server: a form that is answered by redirects leads to the last of them. */
  readonly formTargets?: readonly string[]
  /** Seconds after which trying again makes sense. */
  readonly retryAfter?: number
}

export interface PageContent {
  readonly tone: 'good' | 'bad' | 'wait'
  /** Text from outside in it is clean and escaped by `renderPage`. */
  readonly title: string
  /** HTML. */
  readonly body: readonly string[]
  /** Seconds after which the browser asks again. */
  readonly refresh?: { readonly seconds: number; readonly path: string }
}

const style = `${pageStyle}
main { overflow-wrap: anywhere }
dl { margin: 1.25rem 0 0; padding: 0 }
dt { margin-top: 0.75rem; font-size: 0.9375rem; opacity: 0.85 }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere }
.note { padding: 0.75rem 1rem; border-radius: 0.5rem; border-inline-start: 0.25rem solid var(--wait); background: var(--paper) }
form { margin: 1.5rem 0 0; display: flex; flex-wrap: wrap; gap: 0.75rem }
button { flex: 1 1 8rem; min-height: 2.75rem; padding: 0.5rem 1.25rem; font: inherit; font-weight: 600; cursor: pointer; color: inherit; background: var(--paper); border: 1px solid currentColor; border-radius: 0.5rem }
button.main { color: var(--card); background: var(--ink); border-color: var(--ink) }
button:focus-visible { outline: 0.1875rem solid var(--good); outline-offset: 0.125rem }
ul { list-style: none; margin: 1rem 0 0; padding: 0 }
li { padding: 1rem 0; border-top: 1px solid currentColor }
li form { margin-top: 0.75rem }
`.trim()

const styleHash = createHash('sha256').update(style).digest('base64')

/**
 * An origin or a scheme as a source of a content security policy (CSP Level 3, section 2.3.1), which
 * cannot name an IPv6 address; nothing for a host with signs that would end the directive.
 */
const sourcesOf = (address: string): readonly string[] => {
  const { protocol, hostname, port, origin } = new URL(address)
  if (protocol !== 'https:' && protocol !== 'http:') return [protocol]
  if (hostname === '[::1]') return [`${protocol}//*${port === '' ? '' : `:${port}`}`]
  return /^[\w.-]+$/.test(hostname) ? [origin] : []
}

const policyOf = (targets: readonly string[]): string =>
  [
    `default-src 'none'`,
    `style-src 'sha256-${styleHash}'`,
    `base-uri 'none'`,
    `form-action ${[`'self'`, ...new Set(targets.flatMap(sourcesOf))].join(' ')}`,
    `frame-ancestors 'none'`,
  ].join('; ')

/**
 * Headers of every page: nothing may be loaded, framed, kept or told to another site.
 * @param formTargets where its forms may lead besides this server
 */
export const pageHeaders = (
  formTargets: readonly string[] = [],
): Readonly<Record<string, string>> => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': policyOf(formTargets),
  // with `no-referrer` a browser would send its own forms here with `Origin: null`
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
})

/** Sends a page. */
export function sendPage(response: ServerResponse, page: Page): void {
  const { status, html, formTargets, retryAfter } = page
  const later = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }
  response.writeHead(status, { ...pageHeaders(formTargets), ...later }).end(html)
}

export const renderPage = ({ tone, title, body, refresh }: PageContent): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    ...(refresh === undefined
      ? []
      : [
          `<meta http-equiv="refresh" content="${refresh.seconds};url=${escapeHtml(refresh.path)}">`,
        ]),
    `<title>${escapeHtml(title)} – jhe-mcp</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<main class="${tone}">`,
    `<h1>${escapeHtml(title)}</h1>`,
    ...body,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n')

/** One of our own sentences as a paragraph; what stands in backquotes becomes code. */
export const paragraph = (sentence: string): string => `<p>${htmlOf(sentence)}</p>`

/** A hidden field of a form. */
export const hidden = (name: string, value: string): string =>
  `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`

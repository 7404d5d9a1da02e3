import { createHash } from 'node:crypto'

import type { DemoPerson } from '../people.js'

/** The form value of the button that declines the sign-in. */
export const declineValue = 'nobody'

const style = `
:root { color-scheme: light dark; --ink: #1b2330; --paper: #f5f7fa; --card: #fff; --line: #6b7789; --tone: #1f5aa8 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --paper: #12161d; --card: #1c222c; --line: #7f8ba0; --tone: #8fbcff } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { width: min(40rem, 100%); background: var(--card); padding: 2rem 2.25rem; border-radius: 0.75rem; border-top: 0.375rem solid var(--tone); box-shadow: 0 0.25rem 1.5rem #0002 }
h1 { margin: 0 0 0.75rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance; color: var(--tone) }
p { margin: 0.75rem 0 0 }
ul { list-style: none; margin: 1.25rem 0; padding: 0; display: grid; gap: 0.625rem }
button { width: 100%; padding: 0.75rem 1rem; font: inherit; text-align: start; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 0.5rem; cursor: pointer }
button:hover { border-color: var(--tone) }
button:focus-visible { outline: 0.1875rem solid var(--tone); outline-offset: 0.125rem }
strong, span { display: block }
strong { text-transform: capitalize; color: var(--tone) }
span span::first-letter { text-transform: uppercase }
span span + span { margin-top: 0.25rem; opacity: 0.9; font-size: 0.9375em }
.plain { width: auto; background: none }
code { font: 0.9375em ui-monospace, Menlo, Consolas, monospace }
`.trim()

const styleHash = createHash('sha256').update(style).digest('base64')

const formAction = (redirectUri: string | undefined): string =>
  redirectUri === undefined ? '' : ` form-action 'self' ${new URL(redirectUri).origin};`

/**
 * Headers of every answer: nothing may be loaded, framed, cached or sent to another site.
 * @param redirectUri where a finished form may lead besides the issuer itself; undefined where that
 *   address leads on to others, since browsers hold the whole chain against the policy
 */
export const pageHeaders = (redirectUri?: string): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none';${formAction(redirectUri)} frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
})

const render = (title: string, body: readonly string[]): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title} – demo of jhe-mcp</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${title}</h1>`,
    ...body,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n')

const choice = ({ name, userId, role, sees }: DemoPerson): string =>
  `<li><button name="person" value="${userId}" aria-labelledby="name-${userId}" aria-describedby="about-${userId}">` +
  `<strong id="name-${userId}">${name}</strong>` +
  `<span id="about-${userId}"><span>${role}</span><span>${sees}</span></span></button></li>`

/** The page where one picks an invented person; the same for every request. */
export const signInPage = (people: readonly DemoPerson[]): string =>
  render('Who do you want to be?', [
    '<p>A real JupyterHealth Exchange would now ask for your password. This is a demo that runs on your own computer, and everybody in it is invented: pick someone, and you are signed in.</p>',
    '<p>Below each name: who that is, and what they get to see.</p>',
    '<form method="post">',
    '<ul>',
    ...people.map(choice),
    '</ul>',
    `<button class="plain" name="person" value="${declineValue}">Cancel: sign nobody in</button>`,
    '</form>',
  ])

/** The page of an unknown or expired sign-in. */
export const noSuchSignInPage = render('This sign-in is over', [
  '<p>It was finished, or it began too long ago. Nothing was changed.</p>',
  '<p>Close this tab and use the newest one, or sign in again from where you came: your host, or <code>jhe-mcp demo --sign-in</code></p>',
])

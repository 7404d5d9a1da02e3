import { escapeHtml } from '../../text/html.js'
import type { Grant } from '../../state/store.js'
import { clean } from '../../text/clean.js'
import { shownName } from './consent-page.js'
import { hidden, paragraph, renderPage, type Page } from './shell.js'

/** Who looks at their own account. */
export interface AccountHolder {
  readonly subject: number
  readonly email: string | undefined
}

/** The page before the sign-in. @param issuer of JHE */
export const signedOutPage = (issuer: string): Page => ({
  status: 200,
  formTargets: [issuer],
  html: renderPage({
    tone: 'wait',
    title: 'Your connected programs',
    body: [
      paragraph(
        'Sign in at JupyterHealth Exchange (JHE) to see which programs may read for you, and to end that.',
      ),
      '<form method="post">',
      '<button class="main" name="action" value="sign_in">Sign in at JHE</button>',
      '</form>',
    ],
  }),
})

const dayOf = (date: Date): string => date.toISOString().slice(0, 10)

const timeOf = (date: Date): string => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`

const itemOf = ({ id, clientName, redirectHost, createdAt, usedAt }: Grant, csrf: string): string =>
  [
    '<li>',
    `<strong dir="auto">${escapeHtml(shownName(clientName))}</strong>`,
    '<dl>',
    `<dt>Its answers go to</dt><dd>${escapeHtml(clean(redirectHost, 260))}</dd>`,
    `<dt>Allowed on</dt><dd>${dayOf(createdAt)}</dd>`,
    `<dt>Last used</dt><dd>${timeOf(usedAt)}</dd>`,
    '</dl>',
    '<form method="post">',
    hidden('csrf', csrf),
    hidden('grant', id),
    `<button name="action" value="end" aria-label="End ${escapeHtml(shownName(clientName))}">End</button>`,
    '</form>',
    '</li>',
  ].join('\n')

/** What somebody has allowed, the newest first. */
export const accountPage = (
  { subject, email }: AccountHolder,
  grants: readonly Grant[],
  csrf: string,
): Page => ({
  status: 200,
  html: renderPage({
    tone: 'good',
    title: 'Your connected programs',
    body: [
      `<p>Signed in as <strong>${escapeHtml(email === undefined ? `user ${subject}` : clean(email, 200))}</strong>.</p>`,
      paragraph(
        grants.length === 0
          ? 'No program may read for you.'
          : 'These programs may read what you may see in JHE. One that you end cannot read any more within half a minute.',
      ),
      ...(grants.length === 0
        ? []
        : ['<ul>', ...grants.map((grant) => itemOf(grant, csrf)), '</ul>']),
      '<form method="post">',
      hidden('csrf', csrf),
      '<button name="action" value="sign_out">Sign out of this page</button>',
      '</form>',
    ],
  }),
})

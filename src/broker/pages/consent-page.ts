import { escapeHtml } from '../../text/html.js'
import { clean } from '../../text/clean.js'
import type { PendingConsent } from '../consent-flow.js'
import { redirectTargetOf, type RedirectTarget } from './redirect-target.js'
import { hidden, paragraph, renderPage, type Page } from './shell.js'

export interface ConsentPageOptions {
  readonly pending: PendingConsent
  readonly csrf: string
  /** Of JHE. */
  readonly issuer: string
  /** Where the person ends it later. */
  readonly accountUrl: string
  /** Days until it ends by itself. */
  readonly days: number
}

const longestName = 60

/** The name that a client gives itself, as it may be shown; `fallback` where nothing of it is left. */
export const shownName = (name: string, fallback = 'a program without a name'): string => {
  const shown = clean(name, longestName).trim()
  return shown === '' ? fallback : shown
}

const placeWords: Readonly<Record<RedirectTarget['kind'], (place: string) => string>> = {
  site: (place) => place,
  loopback: (place) => `a program on this computer (${place})`,
  app: (place) => `an app on this computer that opens ${place} addresses`,
}

const term = (name: string, value: string): string =>
  `<dt>${escapeHtml(name)}</dt><dd dir="auto">${escapeHtml(value)}</dd>`

const onThisComputer =
  'The answer goes to a program on this computer. Allow it only if you have just now started to connect that program yourself. If this page came from a link, a message or a web site, choose Deny.'

const farAway =
  'Allow it only if you have just now started to connect this program yourself. If this page came from a link or a message, choose Deny.'

/** The page that is shown before JHE is asked, on every authorization. */
export function consentPage(options: ConsentPageOptions): Page {
  const { pending, csrf, issuer, accountUrl, days } = options
  const target = redirectTargetOf(pending.redirectUri)
  const name = shownName(pending.clientName)
  return {
    status: 200,
    formTargets: [issuer, pending.redirectUri],
    html: renderPage({
      tone: 'wait',
      title: 'Allow this program to read for you?',
      body: [
        paragraph(
          'A program asks to read from JupyterHealth Exchange (JHE) in your name. Next, JHE asks you to sign in.',
        ),
        '<dl>',
        term('The program, as it says', name),
        term(
          'Its name is vouched for by',
          pending.verifiedHost === undefined
            ? 'nobody: any program can call itself so'
            : clean(pending.verifiedHost, 260),
        ),
        term('The answer goes to', placeWords[target.kind](target.place)),
        term('What it may do', 'read what you may see in JHE: studies, people, measurements'),
        term('What it may not do', 'change anything, or see more than you'),
        term('How long', `${days} days at most, or until you end it`),
        '</dl>',
        `<p class="note">${escapeHtml(target.kind === 'site' ? farAway : onThisComputer)}</p>`,
        '<form method="post">',
        hidden('csrf', csrf),
        '<button class="main" name="decision" value="allow">Allow</button>',
        '<button name="decision" value="deny">Deny</button>',
        '</form>',
        `<small>What is read is recorded. You can end it at <code>${escapeHtml(accountUrl)}</code>.</small>`,
      ],
    }),
  }
}

import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Clock } from '../../auth/session/session.js'
import { toJheError } from '../../errors.js'
import type { Log } from '../../log.js'
import type { ServeConfig } from '../../serve-config.js'
import type { ServeKeys, StateStore } from '../../state/store.js'
import type { BrokerEvent, PathHandler } from '../broker.js'
import type { Cookies } from './cookies.js'
import { failurePage } from '../pages/notices.js'
import { sendPage } from '../pages/shell.js'
import type { PendingRows } from './pending-rows.js'
import type { Proofs } from './sign-in-proof.js'
import type { Upstream } from '../jhe/upstream.js'
import type { UpstreamPorts } from '../upstream-port.js'

export interface ConsentFlowOptions extends UpstreamPorts {
  readonly state: Pick<StateStore, 'grants' | 'pending'>
  readonly keys: ServeKeys
  /** JHE. */
  readonly jhe: Upstream
  readonly config: Pick<ServeConfig, 'grantLifetime'>
  readonly publicUrl: string
  readonly now: Clock
  readonly onEvent: (event: BrokerEvent) => void
  readonly log: Pick<Log, 'warn' | 'failure'>
}

/** What the handlers of the pages share. */
export interface FlowContext extends ConsentFlowOptions {
  readonly cookies: Cookies
  readonly proofs: Proofs
  readonly pending: PendingRows
}

/** Where a path of this server is in a browser. */
export const browserPath = ({ publicUrl }: Pick<FlowContext, 'publicUrl'>, path: string): string =>
  `${new URL(publicUrl).pathname.replace(/\/$/, '')}${path}`

/** RFC 9110, section 15.4.4: the browser goes on with GET. */
export function redirect(response: ServerResponse, location: string): void {
  response
    .writeHead(303, {
      Location: location,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    })
    .end()
}

/** The parameters of a request. */
export const queryOf = ({ url = '' }: IncomingMessage): URLSearchParams =>
  new URLSearchParams(/\?(.*)$/s.exec(url)?.[1] ?? '')

/** The event of something that happened on a page, with the number that the page may show. */
export const pageEvent = (
  event: BrokerEvent['event'],
  code: string,
  about: Partial<Pick<BrokerEvent, 'subject' | 'clientId' | 'grantId'>> = {},
): BrokerEvent & { readonly id: string } => ({
  id: randomUUID(),
  event,
  code,
  subject: null,
  clientId: null,
  grantId: null,
  ...about,
})

/** Records a failure and shows it. @param step what failed, at the beginning of a sentence */
export function fail(
  { onEvent, log }: Pick<FlowContext, 'onEvent' | 'log'>,
  response: ServerResponse,
  step: string,
  thrown: unknown,
): void {
  const { code, message } = toJheError(thrown)
  const event = pageEvent('refused', code)
  onEvent(event)
  log.warn(`${step} failed. ${message}`, { code, event: event.id })
  log.failure(thrown)
  if (response.headersSent) response.destroy()
  else sendPage(response, failurePage(thrown, step, event.id))
}

/**
 * A handler of some methods; others get 405 (HEAD too: a look must not use up an answer of JHE), and
 * what they throw becomes a page.
 * @param step what fails if they throw, at the beginning of a sentence
 */
export function pageHandler(
  context: FlowContext,
  step: string,
  methods: Readonly<Partial<Record<'GET' | 'POST', PathHandler>>>,
): PathHandler {
  const byName = new Map(Object.entries(methods))
  return async (request, response) => {
    const handler = byName.get(request.method ?? '')
    if (handler === undefined) {
      response.writeHead(405, { Allow: [...byName.keys()].join(', ') }).end()
      return
    }
    try {
      await handler(request, response)
    } catch (thrown) {
      fail(context, response, step, thrown)
    }
  }
}

import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { UpstreamSession } from '../../state/store.js'
import { clean } from '../../text/clean.js'
import type { PathHandler } from '../broker.js'
import { ownStateOf, pendingConsent } from './consent-decision.js'
import type { PendingConsent } from '../consent-flow.js'
import { browserPath, pageEvent, queryOf, type FlowContext } from './flow-context.js'
import { shownName } from '../pages/consent-page.js'
import { otherBrowserPage, unfinishedPage, waitingPage } from '../pages/notices.js'
import { redirectHostOf } from '../pages/redirect-target.js'
import { sendPage } from '../pages/shell.js'

/** Grants of one person at a time. */
const maxGrants = 50
/** Seconds without use after which a grant ends. */
const idleLifetime = 30 * 86_400
/** How often the last page asks again, once a second, for an answer that is being worked on. */
const maxWaits = 40

interface SignedInConsent {
  readonly pending: PendingConsent
  readonly subject: number
  readonly session: UpstreamSession
}

/** Ends what is too much with one more, here and at JHE. */
const makeRoom = async (context: FlowContext, subject: number): Promise<void> => {
  const grants = await context.state.grants.list(subject)
  const surplus = grants
    .toSorted((one, other) => other.usedAt.getTime() - one.usedAt.getTime())
    .slice(maxGrants - 1)
  for (const { id } of surplus) await context.endGrant(id)
}

/** Makes the grant. @throws JheError STATE_UNAVAILABLE, after the session was revoked */
const createGrant = async (
  context: FlowContext,
  { pending, subject, session }: SignedInConsent,
): Promise<string> => {
  const { state, jhe, config } = context
  const id = randomBytes(24).toString('base64url')
  const { clientId, clientName, redirectUri } = pending
  const grant = {
    id,
    subject,
    clientId,
    clientName: shownName(clientName, clean(clientId, 60)),
    redirectHost: redirectHostOf(redirectUri),
    session,
  }
  try {
    await makeRoom(context, subject)
    await state.grants.create(grant, { lifetime: config.grantLifetime, idle: idleLifetime })
    return id
  } catch (thrown) {
    await jhe.revoke(session)
    throw thrown
  }
}

const finishSignedIn = async (
  context: FlowContext,
  signedIn: SignedInConsent,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { interaction, state, jhe, onEvent } = context
  const { subject, session, pending } = signedIn
  const grantId = await createGrant(context, signedIn)
  try {
    await interaction.finish(request, response, { grantId, subject })
  } catch (thrown) {
    await state.grants.end(grantId).catch(() => undefined)
    await jhe.revoke(session)
    throw thrown
  }
  onEvent(pageEvent('sign_in', 'OK', { subject, clientId: pending.clientId, grantId }))
}

const waitFor = (
  context: FlowContext,
  uid: string,
  request: IncomingMessage,
  response: ServerResponse,
): void => {
  const waited = Number.parseInt(queryOf(request).get('wait') ?? '0', 10)
  const isPatient = waited >= 0 && waited < maxWaits
  const next = browserPath(context, `/consent/${uid}/done?wait=${waited + 1}`)
  sendPage(response, isPatient ? waitingPage(next) : unfinishedPage)
}

/** Ends the consent with what JHE answered: a grant and a code for the client, or an OAuth error. */
export const endConsent =
  (context: FlowContext, uid: string): PathHandler =>
  async (request, response) => {
    const pending = await pendingConsent(context, uid, request, response)
    if (pending === undefined) return
    const state = ownStateOf(context, request, uid)
    if (state === undefined) {
      sendPage(response, otherBrowserPage)
      return
    }
    const outcome = await context.pending.takeOutcome(state)
    if (outcome === undefined) waitFor(context, uid, request, response)
    else if ('error' in outcome)
      await context.interaction.finish(request, response, { error: outcome.error })
    else await finishSignedIn(context, { pending, ...outcome }, request, response)
  }

import type { IncomingMessage, ServerResponse } from 'node:http'

import { IssuerAnswer } from '../../auth/issuer/issuer-errors.js'
import { JheError, toJheError } from '../../errors.js'
import type { PathHandler } from '../broker.js'
import type { PendingConsent } from '../consent-flow.js'
import { cookieNameOf } from './cookies.js'
import { pageEvent, redirect, type FlowContext } from './flow-context.js'
import { isOwnForm, readForm } from './form.js'
import { consentPage } from '../pages/consent-page.js'
import {
  alreadyDonePage,
  badFormPage,
  foreignFormPage,
  unknownRequestPage,
} from '../pages/notices.js'
import { sendPage } from '../pages/shell.js'

/** RFC 6749, section 4.1.2.1 */
export type OAuthFailure = 'access_denied' | 'server_error' | 'temporarily_unavailable'

/** What the client is told of a failed sign-in at JHE. */
export function oauthFailureOf(thrown: unknown): OAuthFailure {
  const { code } = toJheError(thrown)
  if (code === 'SIGN_IN_DENIED') return 'access_denied'
  const isPassing =
    code === 'ISSUER_UNREACHABLE' ||
    (thrown instanceof IssuerAnswer && (thrown.status >= 500 || thrown.status === 429))
  return isPassing ? 'temporarily_unavailable' : 'server_error'
}

/** The `state` of the sign-in of a consent, if this browser has its cookie. */
export const ownStateOf = (
  { cookies, proofs }: FlowContext,
  request: IncomingMessage,
  uid: string,
): string | undefined =>
  proofs
    .statesOf({ purpose: 'consent', uid })
    .find((state) => cookies.get(request, cookieNameOf(state)) === state)

/**
 * The consent that this browser is asked for; where there is none, the page that says so is sent.
 * @throws JheError STATE_UNAVAILABLE
 */
export async function pendingConsent(
  context: FlowContext,
  uid: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<PendingConsent | undefined> {
  try {
    const pending = await context.interaction.details(request, response)
    if (pending.uid === uid) return pending
  } catch (thrown) {
    if (thrown instanceof JheError) throw thrown
    context.log.failure(thrown)
  }
  const hasAnswered = ownStateOf(context, request, uid) !== undefined
  sendPage(response, hasAnswered ? alreadyDonePage : unknownRequestPage)
  return undefined
}

const boundTo = ({ uid, clientId, redirectUri }: PendingConsent): string =>
  JSON.stringify(['consent', uid, clientId, redirectUri])

const secondsOfDay = 86_400

/** Shows who asks; JHE is not asked for anything. */
export const showConsent =
  (context: FlowContext, uid: string): PathHandler =>
  async (request, response) => {
    const pending = await pendingConsent(context, uid, request, response)
    if (pending === undefined) return
    const { proofs, jhe, config, publicUrl } = context
    const page = consentPage({
      pending,
      csrf: proofs.csrf(boundTo(pending)),
      issuer: jhe.client.issuerClient.issuer,
      accountUrl: `${publicUrl}/account`,
      days: Math.max(1, Math.round(config.grantLifetime / secondsOfDay)),
    })
    sendPage(response, page)
  }

/** Sends the browser to JHE, bound to this sign-in by a cookie that it gets only now. */
const allow = async (
  context: FlowContext,
  { uid, clientId }: PendingConsent,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { proofs, pending, jhe, cookies, interaction, onEvent } = context
  onEvent(pageEvent('consent', 'OK', { clientId }))
  const proof = proofs.of({ purpose: 'consent', uid })
  let address: URL
  try {
    address = await jhe.authorize(proof)
  } catch (thrown) {
    onEvent(pageEvent('refused', toJheError(thrown).code, { clientId }))
    context.log.warn(`JHE could not be asked to sign somebody in. ${toJheError(thrown).message}`)
    await interaction.finish(request, response, { error: oauthFailureOf(thrown) })
    return
  }
  await pending.putProof(proof)
  cookies.set(response, cookieNameOf(proof.state), proof.state)
  redirect(response, address.href)
}

/** Takes the answer to the consent page. */
export const decideConsent =
  (context: FlowContext, uid: string): PathHandler =>
  async (request, response) => {
    const form = await readForm(request)
    if (form === undefined) {
      sendPage(response, badFormPage)
      return
    }
    const pending = await pendingConsent(context, uid, request, response)
    if (pending === undefined) return
    const { proofs, publicUrl, interaction, onEvent } = context
    const decision = form.get('decision')
    if (!isOwnForm(request, publicUrl) || !proofs.isCsrf(form.get('csrf'), boundTo(pending)))
      sendPage(response, foreignFormPage)
    else if (decision === 'allow') await allow(context, pending, request, response)
    else if (decision === 'deny') {
      onEvent(pageEvent('refused', 'access_denied', { clientId: pending.clientId }))
      await interaction.finish(request, response, { error: 'access_denied' })
    } else sendPage(response, badFormPage)
  }

import type { IncomingMessage, ServerResponse } from 'node:http'

import { JheError, toJheError } from '../../errors.js'
import type { PathHandler } from '../broker.js'
import { finishAccountSignIn } from './account.js'
import { oauthFailureOf } from './consent-decision.js'
import { cookieNameOf } from './cookies.js'
import type { SignInProof } from '../jhe/federation.js'
import {
  browserPath,
  fail,
  pageEvent,
  queryOf,
  redirect,
  type FlowContext,
} from './flow-context.js'
import { malformedPage, otherBrowserPage } from '../pages/notices.js'
import { sendPage } from '../pages/shell.js'
import type { SignInOutcome } from './pending-rows.js'
import type { SignInFor } from './sign-in-proof.js'

/** The one `state` of a callback; undefined where a parameter comes twice. */
const stateOf = (parameters: URLSearchParams): string | undefined => {
  const names = [...parameters.keys()]
  if (new Set(names).size !== names.length) return undefined
  return parameters.get('state') ?? undefined
}

const outcomeOf = async (
  { jhe, onEvent, log }: FlowContext,
  parameters: URLSearchParams,
  proof: SignInProof,
): Promise<SignInOutcome> => {
  try {
    const { subject, session } = await jhe.redeem(parameters, proof)
    return { subject, session: { ...session, studies: session.studies && [...session.studies] } }
  } catch (thrown) {
    const { code, message } = toJheError(thrown)
    onEvent(pageEvent('refused', code))
    log.warn(`A sign-in at JHE failed. ${message}`, { code })
    log.failure(thrown)
    return { error: oauthFailureOf(thrown) }
  }
}

/** Leaves what JHE answered where the page that ends the consent finds it, on any replica. */
const keepOutcome = async (
  { jhe, pending }: FlowContext,
  state: string,
  outcome: SignInOutcome,
): Promise<void> => {
  try {
    await pending.putOutcome(state, outcome)
  } catch (thrown) {
    if ('session' in outcome) await jhe.revoke(outcome.session)
    throw thrown
  }
}

interface Callback {
  readonly signIn: SignInFor
  readonly state: string
  readonly parameters: URLSearchParams
}

const answerCallback = async (
  context: FlowContext,
  { signIn, state, parameters }: Callback,
  response: ServerResponse,
): Promise<void> => {
  const proof = await context.pending.takeProof(state)
  if (signIn.purpose === 'account') {
    await finishAccountSignIn(context, { proof, parameters }, response)
    return
  }
  if (proof !== undefined)
    await keepOutcome(context, state, await outcomeOf(context, parameters, proof))
  redirect(response, browserPath(context, `/consent/${signIn.uid}/done`))
}

/** The cookie that this browser got when its person approved (RFC 6749, section 10.12). */
const isOwnBrowser = ({ cookies }: FlowContext, request: IncomingMessage, state: string): boolean =>
  cookies.get(request, cookieNameOf(state)) === state

/**
 * Takes JHE's answer: only from the browser that approved, and only once. A second request for the
 * same answer goes where the first one goes.
 */
export const receiveCallback =
  (context: FlowContext): PathHandler =>
  async (request, response) => {
    const parameters = queryOf(request)
    const state = stateOf(parameters)
    const signIn = state === undefined ? undefined : context.proofs.signInOf(state)
    if (state === undefined || signIn === undefined) {
      sendPage(response, malformedPage)
      return
    }
    if (!isOwnBrowser(context, request, state)) {
      context.onEvent(pageEvent('refused', 'CALLBACK_REJECTED'))
      sendPage(response, otherBrowserPage)
      return
    }
    try {
      await answerCallback(context, { signIn, state, parameters }, response)
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      fail(context, response, 'Taking the answer of JHE', thrown)
    }
  }

import { changeAccount, showAccount } from './account.js'
import type { PathHandler } from '../broker.js'
import { decideConsent, showConsent } from './consent-decision.js'
import { endConsent } from './consent-end.js'
import type { ConsentFlow } from '../consent-flow.js'
import { createCookies } from './cookies.js'
import { pageHandler, type ConsentFlowOptions, type FlowContext } from './flow-context.js'
import { createPendingRows } from './pending-rows.js'
import { receiveCallback } from './sign-in-callback.js'
import { createProofs } from './sign-in-proof.js'

export type { ConsentFlowOptions }

const consentPath = /^\/consent\/([\w-]{1,64})$/
const endPath = /^\/consent\/([\w-]{1,64})\/done$/

/**
 * What a person sees between a client and JHE: the consent page, on every authorization and before
 * JHE is asked; JHE's answer, taken once and only in the browser that approved; and the page where
 * they end what they allowed.
 */
export function createConsentFlow(options: ConsentFlowOptions): ConsentFlow {
  const { keys, state, publicUrl } = options
  const context: FlowContext = {
    ...options,
    cookies: createCookies(publicUrl),
    proofs: createProofs(keys),
    pending: createPendingRows(state.pending, keys),
  }
  const fixed: Readonly<Partial<Record<string, PathHandler>>> = {
    '/oauth/callback': pageHandler(context, 'Taking the answer of JHE', {
      GET: receiveCallback(context),
    }),
    '/account': pageHandler(context, 'Showing your connected programs', {
      GET: showAccount(context),
      POST: changeAccount(context),
    }),
  }
  return {
    handlerOf: (path) => {
      const [, ending] = endPath.exec(path) ?? []
      if (ending !== undefined)
        return pageHandler(context, 'Connecting the program', { GET: endConsent(context, ending) })
      const [, uid] = consentPath.exec(path) ?? []
      if (uid === undefined) return Object.hasOwn(fixed, path) ? fixed[path] : undefined
      return pageHandler(context, 'Asking for your consent', {
        GET: showConsent(context, uid),
        POST: decideConsent(context, uid),
      })
    },
  }
}

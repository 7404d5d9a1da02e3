import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'

import type { BackgroundSignIn } from '../auth/sign-in/background-sign-in.js'
import { JheError } from '../errors.js'

const key = 'sign_in'

/** Whether an error means that a sign-in would help. */
export function wantsSignIn(thrown: unknown): thrown is JheError {
  return thrown instanceof JheError && ['SIGN_IN_REQUIRED', 'SESSION_EXPIRED'].includes(thrown.code)
}

const urlElicitation = z.looseObject({ elicitation: z.looseObject({ url: z.looseObject({}) }) })

/** What the client can do; it says so in the request (2026-07-28) or when it connected. */
export const capabilitiesOf = (
  server: McpServer,
  { mcpReq: { envelope } }: ServerContext,
): unknown =>
  envelope === undefined
    ? server.server.getClientCapabilities()
    : Reflect.get(envelope, CLIENT_CAPABILITIES_META_KEY)

const canShowAddress = (server: McpServer, context: ServerContext): boolean =>
  urlElicitation.safeParse(capabilitiesOf(server, context)).success

const reportTo = (context: ServerContext) => {
  const progressToken = context.mcpReq._meta?.progressToken
  return (waited: number, of: number): void => {
    if (progressToken === undefined) return
    const params = {
      progressToken,
      progress: waited,
      total: of,
      message: 'Waiting for the sign-in in the browser',
    }
    context.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined)
  }
}

/**
 * Signs the person in because a call needs it. A client that can show an address is asked to
 * (URL elicitation); else a browser tab is opened, where settings allow it.
 * @returns undefined once a session is stored, or the request to send to the client first
 * @throws JheError SIGN_IN_REQUIRED with the address when it takes longer; what the sign-in failed with
 */
export async function signInOnDemand(
  signIn: BackgroundSignIn,
  server: McpServer,
  context: ServerContext,
): Promise<InputRequiredResult | undefined> {
  const { signal, inputResponses } = context.mcpReq
  const answer = inputResponse(inputResponses, key)
  if (answer.kind === 'elicit') {
    if (answer.action === 'accept') {
      await signIn.accepted(signal, reportTo(context))
      return undefined
    }
    throw await signIn.declined()
  }
  const address = canShowAddress(server, context) ? await signIn.offer() : null
  if (address !== null) {
    const message = 'Sign in to JupyterHealth Exchange to answer this question.'
    return inputRequired({
      inputRequests: { [key]: inputRequired.elicitUrl({ message, url: address }) },
    })
  }
  await signIn.require(signal, reportTo(context))
  return undefined
}

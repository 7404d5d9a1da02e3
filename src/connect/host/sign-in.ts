import { isDeepStrictEqual } from 'node:util'

import { z } from 'zod'

import type { SignInProgress } from '../../auth/sign-in/background-sign-in.js'
import type { RemoteAccount } from '../account/remote-account.js'
import type { Challenge } from '../oauth/oauth.js'
import { eraOf, type Introduction } from './era.js'
import type { HostPort } from './host-port.js'
import { ownId } from '../own-id.js'
import { metaOf, paramsOf, without, type Request, type Result } from './wire.js'

/** Of our own request to the host, beside those that the server may make. */
const key = 'jhe_mcp_sign_in'

const urlElicitation = z.looseObject({ elicitation: z.looseObject({ url: z.looseObject({}) }) })
const answerSchema = z.looseObject({ action: z.enum(['accept', 'decline', 'cancel']) })

export interface HostSignInOptions {
  readonly account: RemoteAccount
  readonly host: HostPort
  /** How the server is called in what the person reads. */
  readonly place: string
}

/** A call that needs a sign-in. */
export interface SignInCall {
  readonly request: Request
  /** Of the host that sends it; undefined where it never said. */
  readonly introduction: Introduction | undefined
  readonly challenge: Challenge
  readonly signal: AbortSignal
}

/** Signs the person in because a call needs it. */
export interface HostSignIn {
  /**
   * Asks a host that can show an address to do so; else a browser tab is opened.
   * @returns undefined once the person is signed in, or the result with which the call is answered first
   * @throws JheError SIGN_IN_REQUIRED with the address when it takes longer, SIGN_IN_DENIED; what the
   * sign-in failed with
   */
  require(call: SignInCall): Promise<Result | undefined>
  /** How many sign-ins have ended well. */
  finished(): number
}

/** The request without the answer to our own question. */
export function withoutOwnAnswer(request: Request): Request {
  const rest = without(paramsOf(request), 'inputResponses')
  const { [key]: own, ...others } = responsesOf(request)
  if (own === undefined) return request
  const kept = Object.keys(others).length === 0 ? rest : { ...rest, inputResponses: others }
  return { ...request, params: kept }
}

const responsesOf = (request: Request): Result => {
  const responses = z.record(z.string(), z.unknown()).safeParse(paramsOf(request)['inputResponses'])
  return responses.success ? responses.data : {}
}

/** Tells the host while a call waits, if it wants to be told. */
const reportTo = (host: HostPort, request: Request): SignInProgress => {
  const { progressToken } = metaOf(paramsOf(request))
  return (waited, of) => {
    if (progressToken === undefined) return
    const message = 'Waiting for the sign-in in the browser'
    const params = { progressToken, progress: waited, total: of, message }
    host.write({ jsonrpc: '2.0', method: 'notifications/progress', params })
  }
}

export function createHostSignIn({ account, host, place }: HostSignInOptions): HostSignIn {
  let finished = 0

  const settle = async (action: string | undefined, call: SignInCall): Promise<void> => {
    if (action !== 'accept') throw await account.declined()
    await account.accepted(call.signal, reportTo(host, call.request))
  }

  /** Shows an address in a request of our own, which a person may answer after the sign-in. */
  const ask = async (params: Result, call: SignInCall): Promise<void> => {
    const before = await account.credentials(call.signal)
    const answer = await host.ask('elicitation/create', params, call.signal)
    const { data } = answerSchema.safeParse(answer)
    const isDone = !isDeepStrictEqual(before, await account.credentials(call.signal))
    if (!(isDone && data?.action === 'accept')) await settle(data?.action, call)
  }

  /** @returns the result that asks a host of 2026-07-28 to show the address; undefined when it is done */
  const show = async (url: string, call: SignInCall): Promise<Result | undefined> => {
    const message = `Sign in to ${place} to answer this question.`
    const params = { mode: 'url', message, url }
    if (eraOf(call.request) === '2026-07-28')
      return {
        resultType: 'input_required',
        inputRequests: { [key]: { method: 'elicitation/create', params } },
      }
    await ask({ ...params, elicitationId: ownId() }, call)
    return undefined
  }

  const begin = async (call: SignInCall): Promise<Result | undefined> => {
    const { request, introduction, challenge, signal } = call
    const own = answerSchema.safeParse(responsesOf(request)[key])
    if (own.success) {
      await settle(own.data.action, call)
      return undefined
    }
    const canShow = urlElicitation.safeParse(introduction?.capabilities).success
    const address = canShow ? await account.offer(challenge) : null
    if (address !== null) return await show(address, call)
    await account.signIn(challenge, signal, reportTo(host, request))
    return undefined
  }

  return {
    require: async (call) => {
      const first = await begin(call)
      if (first === undefined) finished += 1
      return first
    },
    finished: () => finished,
  }
}

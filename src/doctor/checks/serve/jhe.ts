import { randomBytes } from 'node:crypto'

import { jheOptions } from '../../../app/serve/open-jhe.js'
import { probeClient } from '../../../auth/issuer/client-probe.js'
import { clientTrouble } from '../../../auth/issuer/client-trouble.js'
import { createIssuerClient, type IssuerClient } from '../../../auth/issuer/issuer-client.js'
import { IssuerAnswer } from '../../../auth/issuer/issuer-errors.js'
import type { JheError } from '../../../errors.js'
import { noMetrics } from '../../../metrics.js'
import { needServe } from '../../../serve-config.js'
import { defineCheck, found, pass, skip, type Check } from '../../check.js'
import type { DoctorContext } from '../../context.js'

const noGrants = { renew: async () => await Promise.reject(new Error('doctor renews nothing')) }

/** JHE as `serve` asks it, with its secret or as if it had none. */
const issuerOf = (context: DoctorContext, isConfidential = true): IssuerClient => {
  const options = { grants: noGrants, metrics: noMetrics, onEvent: () => undefined }
  const { issuer, clientId, clientSecret, http } = jheOptions(context.serve(), options)
  return createIssuerClient({ issuer, clientId }, http, isConfidential ? { clientSecret } : {})
}

const whySecret = 'Nobody could sign in: JHE would refuse every code that it sends.'
const confidential =
  'Register the client in JHE as confidential, with the grant type Authorization code and RS256.'

const told = (error: JheError) => [error.message.replace(/\.$/, ''), { fix: error.hint }] as const

const client = defineCheck({
  id: 'idp.client',
  group: 'idp',
  title: 'Confidential client and its secret',
  needs: ['config.needed', 'idp.discovery'],
  network: true,
  outcomes: {
    refused: {
      status: 'fail',
      why: whySecret,
      fix: 'Compare JHE_CLIENT_ID and JHE_CLIENT_SECRET with the client in JHE.',
      docs: 'for-jhe-administrators',
    },
    grant_type: {
      status: 'fail',
      why: whySecret,
      fix: confidential,
      docs: 'for-jhe-administrators',
    },
    cannot_sign: {
      status: 'fail',
      why: 'Without a signed ID token nobody can sign in.',
      fix: confidential,
      docs: 'for-jhe-administrators',
    },
    public: {
      status: 'warn',
      why: 'JHE takes the client without its secret, so anybody can pass for this server.',
      fix: confidential,
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context, signal) => {
    const state = await probeClient(issuerOf(context), signal)
    if (state === 'unknown') return found('refused', ...told(clientTrouble.secret()))
    if (state === 'grant-type') return found('grant_type', ...told(clientTrouble.grantType()))
    if (state === 'failed') return found('cannot_sign', ...told(clientTrouble.unsigned()))
    if (state === 'unclear') return skip('the answer of JHE says nothing of the client')
    const without = await probeClient(issuerOf(context, false), signal)
    return without === 'good'
      ? found('public', 'JHE knows it as a public client')
      : pass('JHE takes both')
  },
})

/** What JHE answers somebody who has not signed in, for a redirect address. */
const answerFor = async (
  issuer: IssuerClient,
  redirectUri: string,
  signal: AbortSignal,
): Promise<'goes on' | 'refused' | 'unclear'> => {
  const { authorization_endpoint: endpoint = '' } = await issuer.metadata()
  const url = new URL(endpoint)
  const parameters = {
    client_id: issuer.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid',
    state: randomBytes(16).toString('base64url'),
    code_challenge: randomBytes(32).toString('base64url'),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  const request = {
    method: 'GET',
    headers: { accept: 'text/html' },
    body: undefined,
    redirect: 'manual',
    signal,
  } as const
  try {
    const { status } = await issuer.http.fetch(url.href, request)
    return status >= 400 && status < 500 ? 'refused' : 'unclear'
  } catch (thrown) {
    if (!(thrown instanceof IssuerAnswer)) throw thrown
    if (thrown.status < 400) return 'goes on'
    return thrown.status < 500 && thrown.status !== 429 ? 'refused' : 'unclear'
  }
}

const redirect = defineCheck({
  id: 'idp.redirect',
  group: 'idp',
  title: 'Redirect address is registered',
  needs: ['idp.client'],
  network: true,
  outcomes: {
    not_registered: {
      status: 'fail',
      why: 'JHE shows people an error in place of its sign-in.',
      fix: 'Add <JHE_PUBLIC_URL>/oauth/callback, exactly, to the redirect addresses of the client in JHE.',
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context, signal) => {
    const issuer = issuerOf(context)
    const own = `${needServe(context.serve().serve, 'publicUrl')}/oauth/callback`
    const detail = { detail: own }
    const answer = await answerFor(issuer, own, signal)
    if (answer === 'refused')
      return found('not_registered', `JHE refuses ${own}`, {
        ...detail,
        fix: `Add ${own} to the redirect addresses of the client in JHE.`,
      })
    const other = await answerFor(issuer, `${own}/not-registered`, signal)
    if (answer === 'goes on' && other === 'refused') return pass('yes', detail)
    return skip(`JHE tells it only to who has signed in: it must have exactly ${own}`)
  },
})

/** JHE behind the authorization server. */
export const servedJheChecks: readonly Check[] = [client, redirect]

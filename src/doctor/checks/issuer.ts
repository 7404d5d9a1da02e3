import { JheError } from '../../errors.js'
import { IssuerAnswer } from '../../auth/issuer/issuer-errors.js'
import { probeClient } from '../../auth/issuer/client-probe.js'
import { clientTrouble } from '../../auth/issuer/client-trouble.js'
import { isLoopback } from '../../auth/issuer/loopback.js'
import { proxyFor } from '../../auth/issuer/proxy.js'
import { issuerOf } from '../../config.js'
import { defineCheck, found, pass, skip, type Check } from '../check.js'
import type { DoctorContext } from '../context.js'
import { reachHost } from '../reach-host.js'

const plain = (message: string): string => message.replace(/\.$/, '')

/** The result of a request through the proxy: an answer of any kind shows that JHE is reached. */
const reachThroughProxy = async (context: DoctorContext): Promise<void> => {
  try {
    await context.account().issuerClient.metadata()
  } catch (thrown) {
    if (!(thrown instanceof JheError) || thrown.code !== 'ISSUER_FAILED') throw thrown
  }
}

/** Days before the end of a certificate from which on it should be renewed. */
const soon = 14

const whyReach = 'Nobody can sign in, and no session can be renewed.'
const checkAddress = 'Check JHE_BASE_URL, the network and the VPN.'

const reach = defineCheck({
  id: 'idp.dns_tls',
  group: 'idp',
  title: 'Name, connection, certificate',
  needs: ['config.jhe', 'env.tls_off', 'env.proxy'],
  network: true,
  outcomes: {
    unreachable: { status: 'fail', why: whyReach, fix: checkAddress, docs: 'troubleshooting' },
    timed_out: { status: 'fail', why: whyReach, fix: checkAddress, docs: 'troubleshooting' },
    expiring: {
      status: 'warn',
      why: 'When it ends, nobody can sign in.',
      fix: "Ask JHE's administrator to renew the certificate.",
      docs: 'troubleshooting',
    },
  },
  run: async (context, signal) => {
    const url = new URL(issuerOf(context.config()))
    const detail = { detail: url.origin }
    const { env } = context.runtime
    try {
      if (!isLoopback(url) && proxyFor(url, env) !== undefined) {
        await reachThroughProxy(context)
        return pass('reached through the proxy', detail)
      }
      const { daysLeft } = await reachHost(url, signal, env)
      if (daysLeft === undefined) return pass('reached, on this computer', detail)
      return daysLeft < soon
        ? found('expiring', `the certificate ends in ${daysLeft} days`, detail)
        : pass(`reached, the certificate is good for ${daysLeft} days`, detail)
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      return found('unreachable', plain(thrown.message), { ...detail, fix: thrown.hint })
    }
  },
})

const discovery = defineCheck({
  id: 'idp.discovery',
  group: 'idp',
  title: 'OpenID Connect',
  needs: ['idp.dns_tls'],
  network: true,
  outcomes: {
    not_openid: {
      status: 'fail',
      why: whyReach,
      fix: 'Set JHE_BASE_URL to the address of JHE without a path.',
      docs: 'troubleshooting',
    },
    plain_http: {
      status: 'fail',
      why: 'Tokens would travel where everybody can read them.',
      fix: "Ask JHE's administrator to pass X-Forwarded-Proto on to JHE.",
      docs: 'troubleshooting',
    },
  },
  run: async (context) => {
    try {
      const metadata = await context.account().issuerClient.metadata()
      const endpoints = Object.entries(metadata).flatMap(([name, value]) =>
        /_(endpoint|uri)$/.test(name) && typeof value === 'string' ? [{ name, value }] : [],
      )
      const bad = endpoints.find(
        ({ value }) => !value.startsWith('https:') && !isLoopback(new URL(value)),
      )
      return bad === undefined
        ? pass('answers as itself', { detail: metadata.issuer })
        : found('plain_http', `${bad.name} is an address without TLS`)
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      return found('not_openid', plain(thrown.message), { fix: thrown.hint })
    }
  },
})

const pkce = defineCheck({
  id: 'idp.pkce',
  group: 'idp',
  title: 'PKCE with S256',
  needs: ['idp.discovery'],
  network: true,
  outcomes: {
    not_offered: {
      status: 'fail',
      why: 'Without it a stolen code would be enough, so jhe-mcp does not sign in.',
      fix: "Ask JHE's administrator to switch PKCE on (PKCE_REQUIRED).",
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context) => {
    const { code_challenge_methods_supported: methods = [] } = await context
      .account()
      .issuerClient.metadata()
    return methods.includes('S256') ? pass('offered') : found('not_offered', 'not offered')
  },
})

const iss = defineCheck({
  id: 'idp.iss',
  group: 'idp',
  title: 'Says who answers (RFC 9207)',
  needs: ['idp.discovery'],
  network: true,
  outcomes: {},
  run: async (context) => {
    const { authorization_response_iss_parameter_supported: sends } = await context
      .account()
      .issuerClient.metadata()
    const data = { advertised: sends === true }
    return sends === true
      ? pass('yes, and it is checked', { data })
      : pass('no, as JHE does today; accepted', { data })
  },
})

const isForTokens = ({ kty, use, alg }: Readonly<Record<string, unknown>>): boolean =>
  kty === 'RSA' && (use === undefined || use === 'sig') && (alg === undefined || alg === 'RS256')

const jwks = defineCheck({
  id: 'idp.jwks',
  group: 'idp',
  title: 'Keys for ID tokens',
  needs: ['idp.discovery'],
  network: true,
  outcomes: {
    no_key: {
      status: 'fail',
      why: 'The ID token could not be checked, so nobody can sign in.',
      fix: "Ask JHE's administrator to set OIDC_RSA_PRIVATE_KEY.",
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context) => {
    try {
      const { keys } = await context.account().issuerClient.jwks()
      const count = keys.filter(isForTokens).length
      return count > 0
        ? pass(`${count} for RS256`)
        : found('no_key', 'none of the published keys is for RS256')
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      return found('no_key', plain(thrown.message))
    }
  },
})

const form = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }

const revocation = defineCheck({
  id: 'idp.revocation',
  group: 'idp',
  title: 'Sessions can be revoked',
  needs: ['idp.discovery'],
  network: true,
  outcomes: {
    missing: {
      status: 'warn',
      why: '`logout` can only forget the session here; at JHE it lives on.',
      fix: "Ask JHE's administrator to publish the revocation endpoint (/o/revoke_token/).",
      docs: 'signing-in',
    },
  },
  run: async (context, signal) => {
    const { issuerClient } = context.account()
    const { http, clientId } = issuerClient
    const { revocation_endpoint: address } = await issuerClient.metadata()
    if (address === undefined) return found('missing', 'no endpoint is named')
    // without a token nothing is revoked: only whether the endpoint answers is tested
    const body = new URLSearchParams({ client_id: clientId })
    const request = { method: 'POST', headers: form, body, redirect: 'manual', signal } as const
    try {
      await http.fetch(address, request)
      return pass('yes')
    } catch (thrown) {
      if (!(thrown instanceof IssuerAnswer)) throw thrown
      return [404, 405].includes(thrown.status)
        ? found('missing', `the endpoint answers with status ${thrown.status}`)
        : pass('yes')
    }
  },
})

const clock = defineCheck({
  id: 'idp.clock',
  group: 'idp',
  title: "Clock agrees with JHE's",
  needs: ['idp.discovery'],
  network: true,
  outcomes: {
    off: {
      status: 'warn',
      why: 'Tokens may look expired, or not valid yet.',
      fix: "Switch on automatic time in this computer's settings.",
      docs: 'troubleshooting',
    },
    far_off: {
      status: 'fail',
      why: 'ID tokens are refused: they look expired, or issued in the future.',
      fix: "Switch on automatic time in this computer's settings.",
      docs: 'troubleshooting',
    },
  },
  run: (context) => {
    const theirs = context.account().issuerClient.http.serverDate()
    if (theirs === undefined) return pass('JHE does not tell its time')
    const ahead = Math.round((context.runtime.now().getTime() - theirs.getTime()) / 1000)
    const off = Math.abs(ahead)
    const seen = `this computer is ${off} s ${ahead > 0 ? 'ahead' : 'behind'}`
    if (off > 300) return found('far_off', seen)
    return off > 60 ? found('off', seen) : pass('within a minute')
  },
})

const clientFix = (error: JheError) => ({ fix: error.hint })

const client = defineCheck({
  id: 'idp.client',
  group: 'idp',
  title: 'OAuth client',
  needs: ['idp.discovery'],
  network: true,
  outcomes: {
    unknown: {
      status: 'fail',
      why: 'Nobody can sign in with it, and no session can be renewed.',
      fix: 'Compare JHE_CLIENT_ID with the client id in JHE.',
      docs: 'for-jhe-administrators',
    },
    grant_type: {
      status: 'fail',
      why: 'Nobody can sign in with it, and no session can be renewed.',
      fix: "Ask JHE's administrator to set its grant type to Authorization code.",
      docs: 'for-jhe-administrators',
    },
    cannot_sign: {
      status: 'fail',
      why: 'Without a signed ID token nobody can sign in.',
      fix: "Ask JHE's administrator to set the client's algorithm to RS256.",
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context, signal) => {
    const state = await probeClient(context.account().issuerClient, signal)
    const tell = (error: JheError) => plain(error.message)
    if (state === 'good') return pass('JHE knows it as a public one')
    if (state === 'unclear') return skip('the answer of JHE says nothing of the client')
    if (state === 'unknown') {
      const error = clientTrouble.unknown()
      return found('unknown', tell(error), clientFix(error))
    }
    const error = state === 'failed' ? clientTrouble.unsigned() : clientTrouble.grantType()
    return found(state === 'failed' ? 'cannot_sign' : 'grant_type', tell(error), clientFix(error))
  },
})

/** JHE as an OpenID provider. */
export const issuerChecks: readonly Check[] = [
  reach,
  discovery,
  pkce,
  iss,
  jwks,
  client,
  revocation,
  clock,
]

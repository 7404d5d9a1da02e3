import { IssuerAnswer } from '../../auth/issuer/issuer-errors.js'
import { personOf } from '../../auth/session/person.js'
import { endOfSession } from '../../auth/session/refresh.js'
import type { Session } from '../../auth/session/session.js'
import { TokenValidationError } from '../../auth/tokens/token-validation-error.js'
import { verifyIdToken, type VerifiedClaims } from '../../auth/tokens/verify-id-token.js'
import { JheError } from '../../errors.js'
import { permissionSourceOf } from '../../permissions/viewer.js'
import { defineCheck, found, pass, skip, type Check } from '../check.js'
import type { DoctorContext } from '../context.js'
import { leaseChecks } from './store.js'

const stored = async (context: DoctorContext): Promise<Session | undefined> =>
  await (await context.account().stores.current()).read()

/** `in 52 min`, `3 h ago` */
const relative = (seconds: number): string => {
  const size = Math.abs(seconds)
  const unit = size < 5400 ? [60, 'min'] : size < 129_600 ? [3600, 'h'] : [86_400, 'days']
  const text = `${Math.round(size / Number(unit[0]))} ${unit[1] ?? ''}`
  return seconds < 0 ? `${text} ago` : `in ${text}`
}

const secondsLeft = ({ expires_at }: Session, context: DoctorContext): number =>
  expires_at - context.runtime.now().getTime() / 1000

const verify = async (session: Session, context: DoctorContext) => {
  const { issuerClient } = context.account()
  const { issuer, clientId, ignoresPermissions } = issuerClient
  return await verifyIdToken(session.id_token, {
    issuer,
    clientId,
    ignoresPermissions,
    jwks: session.jwks,
    subject: session.subject,
    now: context.runtime.now(),
    ...(context.offline ? {} : { refetchJwks: async () => await issuerClient.jwks() }),
  })
}

/** The claims; null where the token has only expired, so that a renewal replaces it. */
const claimsOf = async (session: Session, context: DoctorContext) => {
  try {
    return await verify(session, context)
  } catch (thrown) {
    const isOld = thrown instanceof TokenValidationError && thrown.failure === 'expired'
    if (isOld && session.refresh_token !== null) return null
    throw thrown
  }
}

const sourceOf = (claims: VerifiedClaims | null, context: DoctorContext): string | null => {
  if (claims === null) return null
  const studies = claims.permissions?.studies ?? null
  return permissionSourceOf({ ...claims, studies }, context.config())
}

const judge = async (session: Session, context: DoctorContext) => {
  const left = secondsLeft(session, context)
  const renewable = session.refresh_token !== null
  if (left <= 0 && !renewable) return found('expired', `it ended ${relative(left)}`)
  const source = sourceOf(await claimsOf(session, context), context)
  const end = endOfSession(session)
  const untilEnd = end - context.runtime.now().getTime() / 1000
  const token = end === session.expires_at ? 'access' : 'ID'
  const ends = untilEnd > 0 ? `the ${token} token ends ${relative(untilEnd)}` : 'due for renewal'
  return pass(`yes; ${ends}${renewable ? ', then renewed by itself' : ''}`, {
    detail: `${personOf(session)} at ${session.issuer}`,
    data: { permission_source: source, renewable },
  })
}

const signIn = 'Sign in: jhe-mcp login'

const sessionCheck = defineCheck({
  id: 'auth.session',
  group: 'auth',
  title: 'Signed in',
  needs: ['store.backend', 'env.tls_off'],
  outcomes: {
    signed_out: {
      status: 'fail',
      why: 'Questions about studies need to know who asks.',
      fix: signIn,
      docs: 'signing-in',
    },
    expired: {
      status: 'fail',
      why: 'It cannot be renewed, as it came without a refresh token.',
      fix: signIn,
      docs: 'signing-in',
    },
    refused: {
      status: 'fail',
      why: 'An ID token that fails a check is not believed, so nothing is answered.',
      fix: signIn,
      docs: 'troubleshooting',
    },
    locked: {
      status: 'fail',
      why: 'The session is there, but its key cannot be had.',
      fix: 'Unlock the keychain, or sign in again: jhe-mcp login --token-store file',
      docs: 'signing-in',
    },
  },
  run: async (context) => {
    try {
      const session = await stored(context)
      return session === undefined
        ? found('signed_out', 'nobody is signed in')
        : await judge(session, context)
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      const outcome = thrown.code === 'CREDENTIALS_LOCKED' ? 'locked' : 'refused'
      return found(outcome, thrown.message.replace(/\.$/, ''), { fix: thrown.hint })
    }
  },
})

const scopes = defineCheck({
  id: 'auth.scopes',
  group: 'auth',
  title: 'Scopes are offered',
  needs: ['idp.discovery'],
  network: true,
  outcomes: {
    not_offered: {
      status: 'warn',
      why: 'JHE refuses a sign-in that asks for a scope it does not know.',
      fix: 'Set JHE_SCOPES=openid',
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context) => {
    const wanted = context.config().scopes.split(' ')
    const { scopes_supported: offered } = await context.account().issuerClient.metadata()
    const missing = offered === undefined ? [] : wanted.filter((scope) => !offered.includes(scope))
    return missing.length === 0
      ? pass(wanted.join(' '))
      : found('not_offered', `JHE does not offer: ${missing.join(', ')}`)
  },
})

/** HTTP status of an answer; null without one. */
const statusOf = async (request: () => Promise<Response>): Promise<number | null> => {
  try {
    return (await request()).status
  } catch (thrown) {
    if (thrown instanceof IssuerAnswer) return thrown.status
    if (thrown instanceof JheError) return null
    throw thrown
  }
}

const userinfo = defineCheck({
  id: 'auth.userinfo',
  group: 'auth',
  title: 'JHE accepts the session',
  needs: ['auth.session', 'idp.discovery'],
  network: true,
  outcomes: {
    revoked: {
      status: 'fail',
      why: 'JHE ended the session, or the account is switched off.',
      fix: 'Sign in again: jhe-mcp login --force',
      docs: 'signing-in',
    },
    failed: {
      status: 'fail',
      why: 'Until JHE answers, the session can be neither confirmed nor renewed.',
      fix: "Tell JHE's administrator what was seen here.",
      docs: 'troubleshooting',
    },
  },
  run: async (context, signal) => {
    const session = await stored(context)
    if (session === undefined || secondsLeft(session, context) <= 0)
      return skip('the access token has ended; the next question renews it')
    const { issuerClient } = context.account()
    const { userinfo_endpoint: address } = await issuerClient.metadata()
    if (address === undefined) return skip('JHE has no userinfo endpoint')
    const headers = { authorization: `Bearer ${session.access_token}`, accept: 'application/json' }
    const request = { method: 'GET', headers, body: null, redirect: 'manual', signal } as const
    const status = await statusOf(async () => await issuerClient.http.fetch(address, request))
    if (status !== null && status < 300) return pass('yes')
    return status === 401 || status === 403
      ? found('revoked', `JHE answers with status ${status}`)
      : found('failed', status === null ? 'no answer' : `JHE answers with status ${status}`)
  },
})

/** Who is signed in, and whether JHE still agrees. */
export const sessionChecks: readonly Check[] = [sessionCheck, scopes, ...leaseChecks, userinfo]

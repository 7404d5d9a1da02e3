import { decodeJwt } from 'jose'

import { probeQuietly } from '../issuer/client-probe.js'
import { clientTrouble } from '../issuer/client-trouble.js'
import type { IssuerClient } from '../issuer/issuer-client.js'
import { OAuthError } from '../issuer/token-request.js'
import { jhe } from '../place.js'
import { personOf } from '../session/person.js'
import type { Session } from '../session/session.js'
import { TokenValidationError } from '../tokens/token-validation-error.js'
import { verifyIdToken } from '../tokens/verify-id-token.js'
import type { SignInAtSettings, SignInAttempt, SignInKind } from './attempt.js'
import { prepareAuthorization } from './authorization-request.js'
import { signInAt } from './sign-in-at.js'

export type { SignInAttempt } from './attempt.js'

/** What every sign-in at JHE has in common in this process. */
export interface SignInSettings extends Omit<SignInAtSettings<Session>, 'kind'> {
  readonly issuerClient: IssuerClient
  /** `JHE_SCOPES`. */
  readonly scopes: string
}

/**
 * Whether the ID token is valid and comes from a sign-in: in JHE one of a refresh carries no nonce,
 * so that a renewal of the session before does not pass for a new one.
 */
const isOfSignIn = async (
  session: Session,
  { issuerClient, now }: SignInSettings,
): Promise<boolean> => {
  try {
    const { issuer, clientId, ignoresPermissions } = issuerClient
    await verifyIdToken(session.id_token, {
      issuer,
      clientId,
      ignoresPermissions,
      jwks: await issuerClient.jwks(),
      subject: session.subject,
      now: now(),
    })
  } catch (thrown) {
    if (thrown instanceof TokenValidationError) return false
    throw thrown
  }
  return decodeJwt(session.id_token)['nonce'] !== undefined
}

const signInKind = (settings: SignInSettings): SignInKind<Session> => {
  const { issuerClient, now } = settings
  return {
    place: jhe,
    owner: issuerClient,
    prepare: async ({ fresh }) => await prepareAuthorization({ ...settings, fresh }),
    isSpentCode: (thrown) => thrown instanceof OAuthError && thrown.error === 'invalid_grant',
    isNew: async (session, before) => {
      if (session.id_token === before?.id_token) return false
      if (session.expires_at * 1000 <= now().getTime()) return false
      return await isOfSignIn(session, settings)
    },
    personOf,
    lateTrouble: async () =>
      (await probeQuietly(issuerClient)) === 'unknown' ? clientTrouble.unknown() : undefined,
  }
}

/**
 * Signs the person in at JHE in their browser and stores the session; see `signInAt`.
 * @throws JheError SIGN_IN_DENIED, SIGN_IN_TIMEOUT, CALLBACK_PORT_BUSY, CALLBACK_REJECTED,
 * TOKEN_INVALID, ISSUER_UNREACHABLE, ISSUER_FAILED, CREDENTIALS_LOCKED or CONFIG_INVALID; the reason
 * of the signal when the attempt is ended early.
 */
export const signIn = async (settings: SignInSettings, attempt: SignInAttempt): Promise<Session> =>
  await signInAt({ ...settings, kind: signInKind(settings) }, attempt)

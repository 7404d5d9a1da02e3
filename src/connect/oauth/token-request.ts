import { ResponseBodyError, type Configuration } from 'openid-client'

import { causesOf } from '../../auth/issuer/issuer-errors.js'
import type { ReadTokenAnswer } from '../../auth/issuer/token-answer.js'
import { OAuthError } from '../../auth/issuer/token-request.js'
import { JheError } from '../../errors.js'
import { serverPlace } from '../account/server-place.js'
import {
  configurationOf,
  createTokenFetch,
  type TokenFetchOptions,
} from './issuer-configuration.js'
import type { Discovery, OAuthContext, Registration } from './oauth.js'
import { shownCode, stepFailed } from './oauth-errors.js'
import { throwUnlessLate } from './send.js'

/** Who asks whom for tokens. */
export interface TokenParties {
  readonly context: OAuthContext
  readonly discovery: Discovery
  readonly registration: Registration
}

const againAt = ({ server }: OAuthContext): string =>
  `Run \`${serverPlace(server).login}\` to start again.`

const unknownClient = ({ context, registration }: TokenParties): JheError =>
  registration.kind === 'registered'
    ? stepFailed(
        context,
        'token',
        'the sign-in server does not know the registration of jhe-mcp any more (invalid_client)',
        `jhe-mcp registers anew. ${againAt(context)}`,
      )
    : stepFailed(
        context,
        'token',
        'the sign-in server does not know the client in JHE_SERVER_CLIENT_ID, or JHE_SERVER_CLIENT_SECRET is not its secret (invalid_client)',
        'Compare both with what its administrator gave you.',
      )

/** @param error RFC 6749, section 5.2; RFC 8707, section 2 */
const wordsOf = (error: string, parties: TokenParties): JheError => {
  const { context } = parties
  switch (error) {
    case 'invalid_client':
      return unknownClient(parties)
    case 'unauthorized_client':
      return stepFailed(
        context,
        'token',
        'the client may not sign people in with an authorization code (unauthorized_client)',
        serverPlace(context.server).refusals.grantHint,
      )
    case 'invalid_grant':
      return stepFailed(
        context,
        'token',
        'the sign-in server did not take the authorization code (invalid_grant): it was cut off, used already or too old',
        `${againAt(context)} Finish in the newest browser tab.`,
      )
    case 'invalid_target':
      return stepFailed(
        context,
        'token',
        'the sign-in server does not know this server (invalid_target)',
        'Tell its administrator: the sign-in server must know `resource` as the server names it.',
      )
    default:
      return stepFailed(context, 'token', `it was refused (${shownCode(error)})`)
  }
}

/** Status 401 is for a client that did not authenticate (RFC 6749, section 5.2), whatever the error is called. */
const errorOf = ({ error, status }: ResponseBodyError): string =>
  error === 'unauthorized_client' && status === 401 ? 'invalid_client' : error

/** The error of a failed request to the token endpoint. */
const failureOf = (thrown: unknown, parties: TokenParties): JheError => {
  for (const cause of causesOf(thrown)) {
    if (cause instanceof JheError) return cause
    if (cause instanceof ResponseBodyError) {
      const error = errorOf(cause)
      return new OAuthError(error, thrown, wordsOf(error, parties))
    }
  }
  return stepFailed(parties.context, 'token', 'the answer is not one of OAuth')
}

/**
 * Sends one grant through openid-client.
 * @param grant `authorizationCodeGrant` or `refreshTokenGrant` with the given configuration
 * @throws OAuthError for an OAuth error; JheError ISSUER_UNREACHABLE or ISSUER_FAILED; the reason of the signal
 */
export async function requestTokens(
  parties: TokenParties,
  options: TokenFetchOptions,
  grant: (config: Configuration) => Promise<unknown>,
): Promise<ReadTokenAnswer> {
  const { context, discovery, registration } = parties
  const sent = createTokenFetch(context, options)
  try {
    await grant(configurationOf(discovery, registration, sent.fetch))
  } catch (thrown) {
    // tokens that came are not lost over what else the answer lacks
    const answer = sent.answer()
    if (answer !== undefined) return answer
    throwUnlessLate(options.signal)
    throw failureOf(thrown, parties)
  }
  const answer = sent.answer()
  if (answer === undefined) throw failureOf(undefined, parties)
  return answer
}

import { revokeSession, type Revocation } from '../../auth/issuer/revoke.js'
import type { UpstreamSession } from '../../state/store.js'
import type { UpstreamClient } from './upstream-client.js'

/**
 * Revokes the tokens of a session at JHE (RFC 7009), the refresh token first; 5 s at most. Never
 * throws: a grant ends here whether JHE answers or not.
 */
export const createRevocation =
  (client: UpstreamClient) =>
  async ({ accessToken, refreshToken }: UpstreamSession): Promise<Revocation> => {
    const revoke = async (): Promise<void> => {
      const revocation = await revokeSession(client.issuerClient, {
        access_token: accessToken,
        refresh_token: refreshToken,
        jwks: { keys: [] },
      })
      if (revocation !== 'revoked') throw new Error('not revoked')
    }
    try {
      await client.measured('revoke', revoke)
      return 'revoked'
    } catch {
      return 'local only'
    }
  }

import { JheError } from '../../errors.js'

const asInReadme =
  'Ask the administrator of JHE to register it as in the README (For JHE administrators): client type Public, grant type Authorization code, algorithm RS256.'

/** What is wrong with the OAuth client in JHE, in the words of the README's table. */
export const clientTrouble = {
  /** 401 `invalid_client`: JHE answers it for an unknown client and for one with a secret. */
  unknown: (cause?: unknown): JheError =>
    new JheError(
      'ISSUER_FAILED',
      'JHE does not know the client in JHE_CLIENT_ID, or it is a confidential one: its client type must be Public (invalid_client).',
      `Compare JHE_CLIENT_ID with the client id in JHE. ${asInReadme}`,
      { cause },
    ),
  /** 401 `invalid_client` for a client that has sent its secret. */
  secret: (cause?: unknown): JheError =>
    new JheError(
      'ISSUER_FAILED',
      'JHE does not know the client in JHE_CLIENT_ID, or the secret in JHE_CLIENT_SECRET is not its own (invalid_client).',
      'Ask the administrator of JHE for the client id and the secret of the confidential client of this server; JHE shows a secret only once, when it is made.',
      { cause },
    ),
  /** The grant type of the client is another one. */
  grantType: (cause?: unknown): JheError =>
    new JheError(
      'ISSUER_FAILED',
      'The client in JHE_CLIENT_ID may not use this grant: its authorization grant type must be Authorization code (unauthorized_client).',
      asInReadme,
      { cause },
    ),
  /** 500 of the token endpoint, which signs the ID token. */
  unsigned: (cause?: unknown): JheError =>
    new JheError(
      'ISSUER_FAILED',
      "JHE's token endpoint failed (status 500). So it does when the algorithm of the client is not RSA with SHA-2 256 (RS256).",
      `${asInReadme} If it is registered so, JHE has a problem of its own: try again later.`,
      { cause },
    ),
  noIdToken: (): JheError =>
    new JheError(
      'ISSUER_FAILED',
      'JHE sent no ID token.',
      `Keep openid in JHE_SCOPES. ${asInReadme}`,
    ),
  /** `invalid_grant` for the code of a sign-in. */
  spentCode: (cause?: unknown): JheError =>
    new JheError(
      'ISSUER_FAILED',
      'JHE did not take the authorization code (invalid_grant): it was cut off, used already or older than a minute.',
      'Run `jhe-mcp login` to start again, and finish in the newest browser tab.',
      { cause },
    ),
} as const

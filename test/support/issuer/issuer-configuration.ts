import { exportJWK, generateKeyPair } from 'jose'

import {
  grantWithoutConsent,
  jheLifetimes,
  jheSetup,
  publicClient,
} from '../../../src/demo/issuer/provider-configuration.js'
import { createAdapter } from './issuer-adapter.js'
import type { Behaviour } from './issuer-behaviour.js'
import { testKey } from './tokens.js'

/** A person who can sign in at the test issuer; the login name is the subject in digits. */
export interface IssuerPerson {
  readonly subject: number
  readonly email?: string
  /** `jhe_permissions`; null or absent for a JHE that does not send the claim. */
  readonly permissions?: {
    readonly studies: readonly number[]
    readonly organizations: readonly {
      readonly id: number
      readonly name: string
      readonly role: string
    }[]
  } | null
}

export interface IssuerOptions {
  readonly people?: readonly IssuerPerson[]
  /** Host in the issuer's own address; `127.0.0.1` unless given. */
  readonly host?: '127.0.0.1' | 'localhost'
  readonly clientId?: string
  readonly redirectUris?: readonly string[]
  /** Life of an access token in seconds; 3600 as in JHE of 2025. */
  readonly accessTokenSeconds?: number
  /** Life of an ID token in seconds; 36000 as in JHE. */
  readonly idTokenSeconds?: number
  /** Whether the redirect carries `iss` (RFC 9207); JHE sends none. */
  readonly sendsIss?: boolean
  /** Whether discovery lists the revocation endpoint; JHE's does not. */
  readonly listsRevocation?: boolean
  /** Whether it signs with a key of its own; else with `testKey`, as the sessions of `tokens.ts` do. */
  readonly hasOwnKey?: boolean
  /** Whether its client has a secret, as a confidential one. */
  readonly isConfidential?: boolean
  /** Ids of other public clients, whose tokens may have scope `mcp`. */
  readonly otherClients?: readonly string[]
  /** Last change to the discovery document before it is sent. */
  readonly discovery?: (document: Record<string, unknown>) => Record<string, unknown>
}

/** Of a confidential client; with signs that must be encoded in `Authorization: Basic`. */
export const clientSecret = 'a secret: 100%+/='

const claimsOf = (person: IssuerPerson): Record<string, unknown> => ({
  sub: String(person.subject),
  ...(person.email === undefined ? {} : { email: person.email }),
  ...(person.permissions === null || person.permissions === undefined
    ? {}
    : { jhe_permissions: person.permissions }),
})

/** `aud`, `iss` and so on come from the package; this is how JHE differs from its defaults. */
export const configurationOf = async (
  options: IssuerOptions,
  clientId: string,
  behaviour: Behaviour,
): Promise<Record<string, unknown>> => {
  const { privateKey } =
    options.hasOwnKey === true ? await generateKeyPair('RS256', { extractable: true }) : testKey
  const named = options.hasOwnKey === true ? {} : { kid: testKey.kid }
  const people = new Map((options.people ?? []).map((p) => [String(p.subject), p]))
  return {
    adapter: createAdapter(),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), ...named, alg: 'RS256', use: 'sig' }] },
    ...jheSetup,
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
      introspection: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: { enabled: false },
    },
    clients: [
      ...(options.otherClients ?? []).map((id) =>
        publicClient(id, ['http://localhost:8765/callback']),
      ),
      {
        ...publicClient(clientId, [
          'http://localhost:8765/callback',
          ...(options.redirectUris ?? []),
        ]),
        ...(options.isConfidential === true && {
          client_secret: clientSecret,
          token_endpoint_auth_method: 'client_secret_basic',
        }),
      },
    ],
    cookies: { keys: ['a test issuer has no secrets'] },
    scopes: ['openid', 'email', ...(options.otherClients === undefined ? [] : ['mcp'])],
    claims: { openid: ['sub', 'jhe_permissions'], email: ['email'] },
    conformIdTokenClaims: false,
    ttl: {
      ...jheLifetimes,
      AccessToken: options.accessTokenSeconds ?? jheLifetimes.AccessToken,
      IdToken: options.idTokenSeconds ?? jheLifetimes.IdToken,
      RefreshToken: 10 * 365 * 86_400,
      Grant: 10 * 365 * 86_400,
      Session: 600,
    },
    rotateRefreshToken: () => behaviour.mode !== 'keep-refresh-token',
    findAccount: (_context: unknown, id: string) => {
      const person = people.get(id)
      return person && { accountId: id, claims: () => claimsOf(person) }
    },
    loadExistingGrant: grantWithoutConsent(clientId, 'openid email'),
  }
}

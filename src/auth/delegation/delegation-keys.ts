import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import { z } from 'zod'

import { recordName } from '../session/session-kind.js'
import type { SessionOwner } from '../session/session.js'
import type { RecordKind } from '../store/record-kind.js'
import { schemaVersion } from '../store/token-file.js'

/** Name of the file of delegations beside the session's. */
export const delegationsFile = 'delegations.json'

/** An Ed25519 key (RFC 8037 section 2). */
const keySchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
})

/** What signs the delegations of one person's sign-ins at one JHE, and which of them are revoked. */
const delegationKeysSchema = z.object({
  key: keySchema,
  /** Its SHA-256 (RFC 7638), which names this installation. */
  thumbprint: z.string(),
  revoked: z.array(z.object({ id: z.string(), until: z.int() })),
})

export type DelegationKeys = Readonly<z.output<typeof delegationKeysSchema>>

/** Who issues the tokens of a key. */
export const issuerName = ({ thumbprint }: Pick<DelegationKeys, 'thumbprint'>): string =>
  `urn:jhe-mcp:${thumbprint}`

/** What a token is for: one JHE, asked as one OAuth client. */
export const audienceOf = (owner: SessionOwner): string => recordName(owner)

/** A new key without revocations. */
export async function createDelegationKeys(): Promise<DelegationKeys> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const jwk = await exportJWK(privateKey)
  const key = keySchema.parse(jwk)
  return { key, thumbprint: await calculateJwkThumbprint(jwk), revoked: [] }
}

/** How the key is stored. */
export function delegationKind(owner: SessionOwner): RecordKind<DelegationKeys> {
  const { issuer, clientId } = owner
  return {
    name: recordName(owner),
    accountIn: (dir) => `delegations of ${clientId} at ${issuer} in ${dir}`,
    binding: JSON.stringify(['delegations', schemaVersion, issuer, clientId]),
    schema: delegationKeysSchema,
    isOwn: () => true,
    isSame: (one, other) => JSON.stringify(one) === JSON.stringify(other),
    login: 'jhe-mcp delegate',
  }
}

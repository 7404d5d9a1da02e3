import { z } from 'zod'

import { isLoopback } from '../../auth/issuer/loopback.js'
import { issuerAddresses } from '../../connect/oauth/discovery/issuer-metadata.js'
import { resourceAddresses } from '../../connect/oauth/discovery/resource-metadata.js'
import type { Challenge } from '../../connect/oauth/oauth.js'
import type { AskRemote } from './remote-http.js'

/** What a server says of itself as a protected resource (RFC 9728 section 2). */
export interface ResourceMetadata {
  readonly resource: string
  readonly servers: readonly string[]
  /** Where the document was found: named by the challenge, or looked for. */
  readonly isNamed: boolean
}

const resourceSchema = z.looseObject({
  resource: z.string(),
  authorization_servers: z.array(z.string()).optional(),
})

const issuerSchema = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: z.string().optional(),
  token_endpoint: z.string().optional(),
  registration_endpoint: z.string().optional(),
  jwks_uri: z.string().optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  client_id_metadata_document_supported: z.boolean().optional(),
})

/** Metadata of an authorization server (RFC 8414 section 2), with the issuer that it was looked for under. */
export interface IssuerMetadata {
  readonly wanted: string
  readonly document: z.output<typeof issuerSchema>
}

interface Asking {
  readonly ask: AskRemote
  readonly signal: AbortSignal
}

const safeUrl = (text: string): URL | undefined => {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  return url.protocol === 'https:' || isLoopback(url) ? url : undefined
}

/** The first of some addresses that answers with a document of the schema. */
const firstOf = async <Schema extends z.ZodType>(
  { ask, signal }: Asking,
  addresses: readonly string[],
  schema: Schema,
): Promise<z.output<Schema> | undefined> => {
  for (const address of new Set(addresses)) {
    const { status, json } = await ask(new URL(address), signal)
    const parsed = schema.safeParse(json)
    if (status === 200 && parsed.success) return parsed.data
  }
  return undefined
}

/** Looks where hosts look: where the challenge says, and only there, else at the path of the address and at the root. */
export async function findResource(
  { url, ...asking }: Asking & { readonly url: URL },
  { resourceMetadata }: Challenge,
): Promise<ResourceMetadata | undefined> {
  const named = safeUrl(resourceMetadata ?? '')?.href
  const addresses = named === undefined ? resourceAddresses(url, {}) : [named]
  const document = await firstOf(asking, addresses, resourceSchema)
  if (document === undefined) return undefined
  const { resource, authorization_servers: servers = [] } = document
  return { resource, servers, isNamed: named !== undefined }
}

/** Looks at the three places where hosts look (RFC 8414 section 3, OpenID Connect Discovery 1.0). */
export async function findIssuer(
  asking: Asking,
  wanted: string,
): Promise<IssuerMetadata | undefined> {
  const url = safeUrl(wanted)
  if (url === undefined) return undefined
  const document = await firstOf(asking, issuerAddresses(url.href), issuerSchema)
  return document === undefined ? undefined : { wanted, document }
}

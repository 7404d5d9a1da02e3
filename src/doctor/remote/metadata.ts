import { z } from 'zod'

import { isLoopback } from '../../auth/issuer/loopback.js'
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
  addresses: readonly URL[],
  schema: Schema,
): Promise<z.output<Schema> | undefined> => {
  for (const address of addresses) {
    const { status, json } = await ask(address, signal)
    const parsed = schema.safeParse(json)
    if (status === 200 && parsed.success) return parsed.data
  }
  return undefined
}

/** The parameter of a challenge (RFC 9728 section 5.1). */
const namedIn = (challenge: string): URL | undefined =>
  safeUrl(/\bresource_metadata="?([^",\s]+)/i.exec(challenge)?.[1] ?? '')

const wellKnown = (url: URL, name: string): URL =>
  new URL(`/.well-known/${name}${url.pathname.replace(/\/$/, '')}`, url.origin)

/** Looks where hosts look: where the challenge says, at the path of the address, at the root. */
export async function findResource(
  { url, ...asking }: Asking & { readonly url: URL },
  challenge: string,
): Promise<ResourceMetadata | undefined> {
  const named = namedIn(challenge)
  const path = wellKnown(url, 'oauth-protected-resource')
  const root = new URL('/.well-known/oauth-protected-resource', url.origin)
  const addresses =
    named === undefined ? [path, ...(path.href === root.href ? [] : [root])] : [named]
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
  const appended = new URL(
    `${url.pathname.replace(/\/$/, '')}/.well-known/openid-configuration`,
    url.origin,
  )
  const addresses = [
    wellKnown(url, 'oauth-authorization-server'),
    wellKnown(url, 'openid-configuration'),
    appended,
  ]
  const unique = addresses.filter(
    ({ href }, index) => addresses.findIndex((other) => other.href === href) === index,
  )
  const document = await firstOf(asking, unique, issuerSchema)
  return document === undefined ? undefined : { wanted, document }
}

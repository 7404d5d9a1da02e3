import { z } from 'zod'

import type { ServerUrl } from '../../server-url.js'
import type { Challenge } from '../oauth.js'
import { stepFailed } from '../oauth-errors.js'
import { firstDocument, type Search } from './documents.js'

/** RFC 9728, section 2. */
const metadataSchema = z.looseObject({
  resource: z.string(),
  authorization_servers: z.array(z.string()).optional(),
  scopes_supported: z.array(z.string()).optional().catch(undefined),
})

export type ResourceMetadata = Readonly<z.output<typeof metadataSchema>>

const wellKnown = '/.well-known/oauth-protected-resource'

/** Where the metadata may be (RFC 9728, section 3.1; MCP 2025-11-25): as told, path form, root form. */
export const resourceAddresses = (
  { href, origin }: Pick<ServerUrl, 'href' | 'origin'>,
  challenge: Challenge,
): readonly string[] => {
  const { pathname, search } = new URL(href)
  const path = pathname.replace(/\/$/, '')
  const told = challenge.resourceMetadata === undefined ? [] : [challenge.resourceMetadata]
  return [...told, `${origin}${wellKnown}${path}${search}`, `${origin}${wellKnown}`]
}

const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`)

/** Whether a resource is the server or its parent (MCP 2025-11-25: same origin, path above). */
const covers = (resource: string, server: ServerUrl): boolean => {
  if (!URL.canParse(resource)) return false
  const { origin, pathname, hash, search } = new URL(resource)
  const own = new URL(server.href)
  return (
    origin === server.origin &&
    hash === '' &&
    (search === '' || search === own.search) &&
    withSlash(own.pathname).startsWith(withSlash(pathname))
  )
}

const shownResource = (resource: string): string =>
  URL.canParse(resource) && new URL(resource).origin !== 'null'
    ? new URL(resource).origin + new URL(resource).pathname
    : 'no address'

/**
 * What the server says about signing in.
 * @returns undefined where it has no such document, as before MCP 2025-06-18
 * @throws JheError ISSUER_UNREACHABLE; ISSUER_FAILED for one that is wrong or that names another resource
 */
export async function findResourceMetadata(
  search: Search,
  challenge: Challenge,
): Promise<ResourceMetadata | undefined> {
  const { context } = search
  const { server } = context
  return await firstDocument(search, resourceAddresses(server, challenge), (document) => {
    const parsed = metadataSchema.safeParse(document)
    if (!parsed.success) {
      const field = String(parsed.error.issues[0]?.path[0] ?? 'its form')
      throw stepFailed(context, 'resource', `${field} is missing or malformed`)
    }
    const { resource } = parsed.data
    if (covers(resource, server)) return parsed.data
    throw stepFailed(
      context,
      'resource',
      `it is of another resource, ${shownResource(resource)}`,
      'Use that as the address of the server if it is the one you mean; else tell its administrator that `resource` must be the address that people write.',
    )
  })
}

import type { ServerUrl } from '../../server-url.js'
import { serverFailed } from '../server-errors.js'

/**
 * Where a stream says that messages go (MCP 2024-11-05, HTTP with SSE).
 * @returns undefined for what is no address
 * @throws SERVER_FAILED for another origin, which would get the credentials
 */
export function endpointOf(data: string, server: ServerUrl): string | undefined {
  const text = data.trim().replace(/^"(.*)"$/s, '$1')
  if (text === '' || /\s/.test(text) || !URL.canParse(text, server.href)) return undefined
  const url = new URL(text, server.href)
  if (url.origin !== server.origin) throw serverFailed.foreignEndpoint(server)
  url.hash = ''
  return url.href
}

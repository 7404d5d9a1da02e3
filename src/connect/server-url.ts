import { isLoopback } from '../auth/issuer/loopback.js'
import { JheError } from '../errors.js'

/** Address of an MCP server elsewhere, as hosts have it. */
export interface ServerUrl {
  /** The canonical form (RFC 8707, section 2): no fragment, no user name; the name of its records. */
  readonly href: string
  readonly origin: string
  /** On this computer, where plain http is allowed. */
  readonly isLoopback: boolean
}

const invalid = (message: string): JheError =>
  new JheError(
    'CONFIG_INVALID',
    message,
    'Give the address that its administrator tells, like https://mcp.example.org/mcp.',
  )

/**
 * Reads the address of a server.
 * @throws JheError CONFIG_INVALID for what is no address, holds a user name or password, or is plain
 * http to another computer
 */
export function parseServerUrl(text: string): ServerUrl {
  if (!URL.canParse(text)) throw invalid('The address of the server is not a URL.')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw invalid('The address of the server does not begin with https://.')
  if (url.username !== '' || url.password !== '')
    throw invalid('The address of the server holds a user name or password.')
  if (url.protocol === 'http:' && !isLoopback(url))
    throw invalid(
      'The address of the server is plain http to another computer, where anybody between could read along.',
    )
  url.hash = ''
  return { href: url.href, origin: url.origin, isLoopback: isLoopback(url) }
}

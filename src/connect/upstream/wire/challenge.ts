import type { Challenge } from '../../oauth/oauth.js'

const parameter = (header: string, name: string): string | undefined => {
  const found = new RegExp(`(?:^|[\\s,])${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,"]+))`, 'i').exec(
    header,
  )
  return found?.[1]?.replace(/\\(.)/g, '$1') ?? found?.[2]
}

/** What the server says in `WWW-Authenticate` (RFC 6750, section 3; RFC 9728, section 5.1). */
export function challengeOf(response: Response): Challenge {
  const header = response.headers.get('www-authenticate') ?? ''
  const resourceMetadata = parameter(header, 'resource_metadata')
  const scope = parameter(header, 'scope')
  const error = parameter(header, 'error')
  return {
    ...(resourceMetadata === undefined ? {} : { resourceMetadata }),
    ...(scope === undefined ? {} : { scope }),
    ...(error === undefined ? {} : { error }),
  }
}

import type { ServerResponse } from 'node:http'

/**
 * Headers of every answer; a page may replace them.
 * @param publicUrl as people reach the server
 */
export function securityHeaders(publicUrl: string): (response: ServerResponse) => void {
  const isEncrypted = publicUrl.startsWith('https:')
  return (response) => {
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Referrer-Policy', 'no-referrer')
    if (isEncrypted) response.setHeader('Strict-Transport-Security', 'max-age=31536000')
  }
}

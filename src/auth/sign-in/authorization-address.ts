import { JheError } from '../../errors.js'

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]']

const blankOrControl = /[\s\p{Cc}]/u

/**
 * Whether a browser may be sent to an address: https, or http on this computer; no user name or
 * password, no blank and no control character. It is checked as text, before a URL parser drops
 * what it does not like.
 */
export function isBrowsable(text: string): boolean {
  if (blankOrControl.test(text) || !URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && loopbackHosts.includes(hostname))
}

/**
 * The address of the page where people sign in, as the issuer names it.
 * @throws JheError ISSUER_FAILED when no browser may be sent there.
 */
export function checkAuthorizationEndpoint(endpoint: string | undefined): string {
  if (endpoint !== undefined && isBrowsable(endpoint)) return endpoint
  throw new JheError(
    'ISSUER_FAILED',
    'The sign-in page that JHE names is not an https:// address, so no browser was opened.',
    'Check JHE_BASE_URL (or JHE_ISSUER); if it is right, tell the administrator of JHE.',
  )
}

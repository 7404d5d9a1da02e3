import { JheError } from '../../errors.js'
import { isLoopback } from '../issuer/http.js'

const blankOrControl = /[\s\p{Cc}]/u

/**
 * Whether a browser may be sent to an address: https, or http on this computer; no user name or
 * password, no blank and no control character. It is checked as text, before a URL parser drops
 * what it does not like.
 */
export function isBrowsable(text: string): boolean {
  if (blankOrControl.test(text) || !URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))
}

/**
 * Whether an issuer may name an address as one of its endpoints: as `isBrowsable`, and on this computer
 * only for an issuer on this computer.
 */
export const isEndpointOf = (endpoint: string, issuer: string): boolean =>
  isBrowsable(endpoint) && (!isLoopback(new URL(endpoint)) || isLoopback(new URL(issuer)))

/**
 * The address of the page where people sign in, as the issuer names it. Only an issuer on this
 * computer may name a page on this computer.
 * @throws JheError ISSUER_FAILED when no browser may be sent there.
 */
export function checkAuthorizationEndpoint(endpoint: string | undefined, issuer: string): string {
  if (endpoint !== undefined && isEndpointOf(endpoint, issuer)) return endpoint
  throw new JheError(
    'ISSUER_FAILED',
    'The sign-in page that JHE names is not an https:// address, so no browser was opened.',
    'Check JHE_BASE_URL (or JHE_ISSUER); if it is right, tell the administrator of JHE.',
  )
}

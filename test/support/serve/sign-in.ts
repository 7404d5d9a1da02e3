import { createCookieBrowser } from '../broker/cookie-browser.js'
import {
  attempt,
  loopbackClient,
  redeem,
  registerId,
  type SignedIn,
} from '../broker/oauth-client.js'
import type { ServedWorld } from './served-world.js'

/**
 * A person's whole sign-in as a host does it: registration, consent page, JHE's sign-in, code, tokens.
 * @param subject who signs in at JHE
 * @param change of the parameters of the authorization request
 * @param metadata of the program that is registered
 */
export async function signInServed(
  { publicUrl, issuer }: Pick<ServedWorld, 'publicUrl' | 'issuer'>,
  subject: number,
  change: Readonly<Record<string, string | null>> = {},
  metadata: unknown = loopbackClient,
): Promise<SignedIn> {
  const clientId = await registerId(publicUrl, metadata)
  const own = attempt(publicUrl, clientId, undefined, change)
  const code = await authorizeServed({ publicUrl, issuer }, own.url, subject)
  const { body } = await redeem(publicUrl, own, code.searchParams.get('code') ?? '')
  return {
    clientId,
    access: String(body['access_token']),
    refresh: String(body['refresh_token']),
  }
}

/** The pages of an authorization. @returns the address that the browser takes back to the client */
export async function authorizeServed(
  { publicUrl, issuer }: Pick<ServedWorld, 'publicUrl' | 'issuer'>,
  url: string,
  subject: number,
): Promise<URL> {
  const browser = createCookieBrowser([publicUrl])
  const consent = await browser.visit(url)
  const atJhe = await browser.submit(consent, { decision: 'allow' })
  const back = await issuer.signIn(atJhe.url, subject)
  return (await browser.visit(back)).url
}

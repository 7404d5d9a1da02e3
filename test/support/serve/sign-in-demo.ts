import { createCookieBrowser, type Visited } from '../broker/cookie-browser.js'
import { attempt, loopbackClient, redeem, registerId } from '../broker/oauth-client.js'

/** A browser of `jhe-mcp demo --http` that goes to its pages and, once they lead there, to its issuer. */
export interface DemoBrowser {
  /** Allows a host on the consent page. @returns the page that asks who to be */
  consent(authorizationUrl: string): Promise<Visited>
  /** Picks somebody there. @returns where it ends, with the address of the host */
  pick(page: Visited, person: number): Promise<Visited>
}

export function createDemoBrowser(publicUrl: string): DemoBrowser {
  const homes = [publicUrl]
  const browser = createCookieBrowser(homes)
  return {
    consent: async (authorizationUrl) => {
      const page = await browser.visit(authorizationUrl)
      const atIssuer = await browser.submit(page, { decision: 'allow' })
      homes.push(atIssuer.url.origin)
      return await browser.visit(atIssuer.url)
    },
    pick: async (page, person) => await browser.submit(page, { person: String(person) }),
  }
}

/** The whole sign-in of a host at the demo. @returns its access token */
export async function signInDemo(
  publicUrl: string,
  person: number,
  browser = createDemoBrowser(publicUrl),
): Promise<string> {
  const own = attempt(publicUrl, await registerId(publicUrl, loopbackClient))
  const { url } = await browser.pick(await browser.consent(own.url), person)
  const { body } = await redeem(publicUrl, own, url.searchParams.get('code') ?? '')
  return String(body['access_token'])
}

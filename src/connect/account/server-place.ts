import type { Place } from '../../auth/place.js'
import type { ServerUrl } from '../server-url.js'

/** What a shell takes as it stands; other addresses are not written into commands. */
const plain = /^[\w.:/~%[\]-]+$/

/** A server elsewhere, as pages and messages of its sign-in call it: by its origin. */
export function serverPlace({ href, origin }: ServerUrl): Place {
  const url = plain.test(href) ? href : '<address of the server>'
  const administrator = `the administrator of ${origin}`
  return {
    name: origin,
    fullName: origin,
    asked: `the server that was asked (${origin})`,
    thisOne: 'this server',
    administrator,
    login: `jhe-mcp login --url ${url}`,
    whoami: `jhe-mcp whoami --url ${url}`,
    signInHint: `Run \`jhe-mcp login --url ${url}\` in a terminal, then ask again.`,
    otherSignIn: 'another place',
    hints: {
      address: 'Check the address of the server (--url, JHE_SERVER_URL).',
      errorPage: `If the page showed an error, tell ${administrator}; where JHE_SERVER_CLIENT_ID is set, check it.`,
      client: `Tell ${administrator}; where JHE_SERVER_CLIENT_ID is set, check it and the redirect address that is registered for it.`,
      scopes: `Tell ${administrator}: the server asks for a scope that its own sign-in does not have.`,
      otherPort: 'set JHE_REDIRECT_URI to another port.',
      waitOrOtherPort:
        'Finish or stop that sign-in, then try again; or set JHE_REDIRECT_URI to another port.',
    },
    refusals: {
      scope: `${origin} asks for a scope that its sign-in does not know.`,
      grant: `The OAuth client may not sign people in at ${origin} with an authorization code.`,
      grantHint: `Tell ${administrator}; where JHE_SERVER_CLIENT_ID is set, check it.`,
    },
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http'

import type Provider from 'oidc-provider'

import type { DemoPerson } from '../people.js'
import { listenOnLoopback } from './listen.js'
import { declineValue, noSuchSignInPage, pageHeaders, signInPage } from './pages.js'
import { configurationOf, interactionPath, withoutSession } from './provider-configuration.js'

export interface DemoIssuerOptions {
  readonly people: readonly DemoPerson[]
  /** `JHE_REDIRECT_URI`: the one address that a browser is sent back to. */
  readonly redirectUri: string
  /** For a client with a secret, whose redirect address leads on to that of a host. */
  readonly clientSecret?: string
}

/** An OpenID provider for invented people, on this computer only. */
export interface DemoIssuer {
  /** `http://localhost:<port>/o`, as JHE mounts its OAuth server. */
  readonly issuer: string
  readonly clientId: string
  close(): Promise<void>
}

const clientId = 'jhe-mcp-demo'

/** Loads oidc-provider without the remark that it makes on Node 20, which the tests run it on. */
const loadProvider = async () => {
  const { warn } = console
  Object.assign(console, { warn: () => undefined })
  try {
    return await import('oidc-provider')
  } finally {
    Object.assign(console, { warn })
  }
}

const maxBytes = 1000

/** The value of the submitted form; null for a body of another form. */
const chosen = async (request: IncomingMessage): Promise<string | null> => {
  let body = ''
  request.setEncoding('utf8')
  for await (const part of request) {
    body += String(part)
    if (body.length > maxBytes) return null
  }
  return new URLSearchParams(body).get('person')
}

const sendPage = (response: ServerResponse, status: number, html: string): void => {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(html)
}

const sendText = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text)
}

/** Answers the page where one picks a person. */
const createReception = (provider: Provider, people: readonly DemoPerson[]) => {
  const page = signInPage(people)
  const known = people.map(({ userId }) => String(userId))
  const finish = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const person = await chosen(request)
    if (person === declineValue) {
      await provider.interactionFinished(request, response, { error: 'access_denied' })
    } else if (person !== null && known.includes(person)) {
      await provider.interactionFinished(request, response, { login: { accountId: person } })
    } else sendPage(response, 400, page)
  }
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const { uid } = await provider.interactionDetails(request, response)
      if (request.url !== interactionPath(uid)) sendPage(response, 400, noSuchSignInPage)
      else if (request.method === 'POST') await finish(request, response)
      else sendPage(response, 200, page)
    } catch {
      if (!response.headersSent) sendPage(response, 400, noSuchSignInPage)
    }
  }
}

/**
 * Starts the demo's issuer: discovery, authorization code with PKCE S256, RS256 ID tokens whose `sub`
 * is the user id, rotating refresh tokens, revocation. Nothing of it outlives the process.
 */
export async function startDemoIssuer(options: DemoIssuerOptions): Promise<DemoIssuer> {
  const { people, redirectUri, clientSecret } = options
  const { default: ProviderClass } = await loadProvider()
  const subjects = people.map(({ userId }) => String(userId))
  const configuration = await configurationOf({ clientId, clientSecret, redirectUri, subjects })
  const headers = new Map(
    Object.entries(pageHeaders(clientSecret === undefined ? redirectUri : undefined)),
  )
  const issuerAt = (port: number): string => `http://localhost:${port}/o`

  const server = await listenOnLoopback((port) => {
    const provider = new ProviderClass(issuerAt(port), configuration)
    const receive = createReception(provider, people)
    const serve = provider.callback()
    return (request, response) => {
      const path = request.url ?? ''
      response.setHeaders(headers)
      // oidc-provider builds the addresses of its redirects from `originalUrl`, as below a mount
      Object.assign(request, { originalUrl: path })
      request.headers.cookie = withoutSession(request.headers.cookie ?? '')
      if (request.headers.host !== `localhost:${port}`)
        sendText(response, 421, 'This address is only for this computer.\n')
      else if (path.startsWith('/o/interaction/')) void receive(request, response)
      else if (path.startsWith('/o/')) {
        request.url = path.slice(2)
        void serve(request, response)
      } else sendText(response, 404, 'Nothing is here.\n')
    }
  })
  return {
    issuer: issuerAt(server.port),
    clientId,
    close: async () => {
      await server.close()
    },
  }
}

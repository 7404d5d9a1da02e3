import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'

import { createIssuerHttp, type PlatformFetch } from '../../../src/auth/issuer/http.js'
import type { BrokerEvent } from '../../../src/broker/broker.js'
import { openUpstream } from '../../../src/broker/jhe/open-upstream.js'
import type { PendingConsent } from '../../../src/broker/consent-flow.js'
import type { UpstreamPort } from '../../../src/broker/upstream-port.js'
import { createLog } from '../../../src/log.js'
import type { UpstreamCall } from '../../../src/metrics.js'
import type { ServeKeys } from '../../../src/state/store.js'
import { clientSecret, type IssuerOptions } from '../issuer/issuer-configuration.js'
import { startIssuer, type Issuer } from '../issuer/issuer.js'
import { createCookieBrowser, type CookieBrowser, type Visited } from './cookie-browser.js'
import { createFakeInteractions, type FakeInteractions } from './fake-interactions.js'
import { createTestKeys, openWatchedState, type WatchedState } from './watched-state.js'

/** A client begins at `/authorize`; JHE is a real OpenID provider. */
export interface ConsentWorld {
  readonly publicUrl: string
  readonly issuer: Issuer
  readonly state: WatchedState
  readonly interactions: FakeInteractions
  readonly upstream: UpstreamPort
  readonly events: readonly BrokerEvent[]
  readonly calls: readonly (readonly [UpstreamCall, string])[]
  /** How the secret went to JHE's token endpoint, in order. */
  readonly secrets: readonly ('header' | 'body')[]
  /** All that was logged, at level debug. */
  readonly lines: readonly string[]
  /** Another process with the same keys and state. */
  replica(): UpstreamPort
  browser(): CookieBrowser
  /** Sets the clock forward. */
  pass(seconds: number): void
  /** What asks from the next `/authorize` on. */
  asks(client: Partial<PendingConsent>): void
  close(): Promise<void>
}

export interface WorldOptions extends IssuerOptions {
  readonly keys?: ServeKeys
  /** The secret that is sent, where it is not the right one. */
  readonly secret?: string
  readonly acceptJheTokens?: 'off' | 'mcp'
}

export const people = [
  {
    subject: 10002,
    email: 'mary@example.com',
    permissions: { studies: [30001], organizations: [] },
  },
  { subject: 10003, email: 'noah@example.com' },
]

const listen = async (answer: () => RequestListener) => {
  const server = createServer((request, response) => {
    answer()(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { server, port }
}

/** @param options of JHE, and what differs from a good setup */
export async function openConsentWorld(options: WorldOptions = {}): Promise<ConsentWorld> {
  let answer: RequestListener = (_request, response) => response.end()
  const { server, port } = await listen(() => answer)
  const publicUrl = `http://localhost:${port}`
  const issuer = await startIssuer({
    people,
    isConfidential: true,
    redirectUris: [`${publicUrl}/oauth/callback`],
    ...options,
  })
  let ahead = 0
  const now = () => new Date(Date.now() + ahead * 1000)
  const state = openWatchedState(now)
  const keys = options.keys ?? createTestKeys()
  const interactions = createFakeInteractions()
  const events: BrokerEvent[] = []
  const calls: (readonly [UpstreamCall, string])[] = []
  const lines: string[] = []
  const secrets: ('header' | 'body')[] = []
  const watched: PlatformFetch = async (url, init) => {
    if (url.endsWith('/token/'))
      secrets.push((init.body ?? '').includes('client_secret=') ? 'body' : 'header')
    return await fetch(url, init)
  }

  const replica = (): UpstreamPort => {
    const port_: UpstreamPort = openUpstream({
      issuer: issuer.issuer,
      clientId: issuer.clientId,
      clientSecret: options.secret ?? clientSecret,
      http: createIssuerHttp({ env: {}, fetch: watched, now, limitMs: 5_000 }),
      metrics: {
        upstream: (call, outcome) => {
          calls.push([call, outcome])
        },
      },
      publicUrl,
      state,
      keys,
      config: {
        grantLifetime: 90 * 86_400,
        acceptJheTokens: options.acceptJheTokens ?? 'off',
      },
      now,
      log: createLog('debug', (line) => lines.push(line)),
      onEvent: (event) => {
        events.push(event)
      },
    })({
      interaction: interactions,
      endGrant: async (id) => {
        const session = await state.grants.end(id)
        if (session !== undefined) await port_.revoke(session)
      },
    })
    return port_
  }

  const upstreams = [replica(), replica()]
  let client: Partial<PendingConsent> = {}
  let count = 0
  answer = (request, response) => {
    const path = new URL(request.url ?? '/', publicUrl).pathname
    if (path === '/authorize') {
      interactions.begin(client, response)
      return
    }
    // every request on another replica
    const handler = upstreams[count++ % upstreams.length]?.flow.handlerOf(path)
    if (handler === undefined) response.writeHead(404).end()
    else void handler(request, response)
  }
  const [upstream = replica()] = upstreams

  return {
    publicUrl,
    issuer,
    state,
    interactions,
    upstream,
    events,
    calls,
    secrets,
    lines,
    replica,
    browser: () => createCookieBrowser([publicUrl, new URL(issuer.issuer).origin]),
    pass: (seconds) => {
      ahead += seconds
    },
    asks: (next) => {
      client = next
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await issuer.close()
    },
  }
}

/** Goes from the host's link to JHE's page: consent page, Allow. */
export const allow = async (
  browser: CookieBrowser,
  { publicUrl }: ConsentWorld,
): Promise<Visited> => {
  const consent = await browser.visit(`${publicUrl}/authorize`)
  return await browser.submit(consent, { decision: 'allow' })
}

/** Goes the whole way and signs in at JHE. @returns where the client gets its code */
export const connect = async (
  browser: CookieBrowser,
  world: ConsentWorld,
  subject = 10002,
): Promise<Visited> => {
  const page = await allow(browser, world)
  // a browser that is signed in at JHE sees no page there
  return page.html.includes('name="login"')
    ? await browser.submit(page, { login: String(subject) })
    : page
}

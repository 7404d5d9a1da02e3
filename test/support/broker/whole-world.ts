import { once } from 'node:events'
import { createServer } from 'node:http'

import { createIssuerHttp } from '../../../src/auth/issuer/http.js'
import type { BrokerOptions } from '../../../src/broker/broker-options.js'
import type { Broker, BrokerEvent } from '../../../src/broker/broker.js'
import { createBroker } from '../../../src/broker/create-broker.js'
import { openUpstream } from '../../../src/broker/jhe/open-upstream.js'
import { createLog } from '../../../src/log.js'
import { clientSecret } from '../issuer/issuer-configuration.js'
import { startIssuer, type Issuer } from '../issuer/issuer.js'
import { noMetrics } from '../../../src/metrics.js'
import { createTestKeys, openWatchedState, type WatchedState } from './watched-state.js'
import { people } from './world.js'

/** Three replicas of the authorization server, which requests reach in turn, with JHE behind them. */
export interface WholeWorld {
  readonly origin: string
  readonly issuer: Issuer
  readonly brokers: readonly Broker[]
  readonly state: WatchedState
  readonly events: readonly BrokerEvent[]
  /** All that was logged, at level debug. */
  readonly lines: readonly string[]
  /** Sets the clock forward. */
  pass(seconds: number): void
  close(): Promise<void>
}

/** @param clients as `JHE_CLIENTS` */
export async function openWholeWorld(
  clients: BrokerOptions['config']['clients'] = 'known',
): Promise<WholeWorld> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const origin = `http://localhost:${port}`
  const issuer = await startIssuer({
    people,
    isConfidential: true,
    redirectUris: [`${origin}/oauth/callback`],
  })
  let ahead = 0
  const now = () => new Date(Date.now() + ahead * 1000)
  const state = openWatchedState(now)
  const keys = createTestKeys()
  const lines: string[] = []
  const events: BrokerEvent[] = []
  const checkGrants = (): void => undefined
  const shared = {
    state,
    keys,
    now,
    metrics: noMetrics,
    log: createLog('debug', (line) => lines.push(line)),
    onEvent: (event: BrokerEvent) => {
      events.push(event)
    },
    config: {
      publicUrl: origin,
      clients,
      clientHosts: [],
      accessLifetime: 28_800,
      grantLifetime: 90 * 86_400,
      acceptJheTokens: 'off' as const,
    },
  }
  const open = async (): Promise<Broker> => {
    const http = createIssuerHttp({ env: {}, fetch, now })
    const owner = { issuer: issuer.issuer, clientId: issuer.clientId, clientSecret }
    const upstream = openUpstream({ ...shared, ...owner, http, publicUrl: origin })
    return await createBroker({ ...shared, checkGrants, fetch, upstream })
  }
  const brokers = [await open(), await open(), await open()]
  let turn = 0
  server.on('request', (request, response) => {
    turn += 1
    const { pathname } = new URL(request.url ?? '/', origin)
    const handler = brokers[turn % brokers.length]?.handlerOf(pathname)
    if (handler === undefined) response.writeHead(404).end()
    else void handler(request, response)
  })
  return {
    origin,
    issuer,
    brokers,
    state,
    events,
    lines,
    pass: (seconds) => {
      ahead += seconds
    },
    close: async () => {
      for (const broker of brokers) await broker.close()
      server.closeAllConnections()
      server.close()
      await issuer.close()
    },
  }
}

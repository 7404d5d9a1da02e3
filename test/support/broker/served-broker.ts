import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'

import type { Broker, BrokerEvent } from '../../../src/broker/broker.js'
import type { BrokerOptions } from '../../../src/broker/broker-options.js'
import { createBroker } from '../../../src/broker/create-broker.js'
import type { OpenUpstream, UpstreamPort } from '../../../src/broker/upstream-port.js'
import { createLog } from '../../../src/log.js'
import { noMetrics } from '../../../src/metrics.js'
import type { ServeKeys, StateStore, UpstreamSession } from '../../../src/state/store.js'

export const testKeys: Pick<ServeKeys, 'secrets'> = {
  secrets: (purpose) => [Buffer.from(`${purpose}: a secret of the tests alone`.padEnd(32, '.'))],
}

/** The session of everybody who signs in here. */
export const sessionOf = (now: Date, canary = randomUUID()): UpstreamSession => ({
  issuer: 'https://jhe.example/o',
  accessToken: `jhe-access-${canary}`,
  refreshToken: `jhe-refresh-${canary}`,
  idToken: `jhe-id-${canary}`,
  accessEndsAt: now.getTime() / 1000 + 3600,
  idTokenEndsAt: now.getTime() / 1000 + 36_000,
  confirmedAt: now.getTime() / 1000,
  studies: null,
})

/** What a test may change of a broker. */
export interface BrokerChange {
  readonly config?: Partial<BrokerOptions['config']>
  readonly now?: () => Date
  readonly fetch?: BrokerOptions['fetch']
  readonly addressesOf?: BrokerOptions['addressesOf']
  readonly checkGrants?: BrokerOptions['checkGrants']
  readonly upstream?: Partial<UpstreamPort>
  /** The state as further replicas see it; `replicas` see the same store unless given. */
  readonly others?: readonly StateStore[]
  /** How many replicas share the state; one unless given. */
  readonly replicas?: number
  /** The person whom the next consent is given by; null: consent is denied. */
  readonly person?: () => number | null
}

export interface ServedBroker {
  readonly broker: Broker
  /** All replicas; requests go to them in turn. */
  readonly brokers: readonly Broker[]
  readonly origin: string
  readonly events: readonly BrokerEvent[]
  readonly revoked: readonly UpstreamSession[]
  readonly logged: readonly string[]
  close(): Promise<void>
}

const defaults = {
  clients: 'known' as const,
  clientHosts: [],
  accessLifetime: 28_800,
  grantLifetime: 90 * 86_400,
  acceptJheTokens: 'off' as const,
}

interface Recorded {
  readonly revoked: UpstreamSession[]
}

/** JHE's side: the consent page signs a fixed person in at once. */
const upstreamStub =
  (state: StateStore, change: BrokerChange, { revoked }: Recorded): OpenUpstream =>
  ({ interaction }) => ({
    flow: {
      handlerOf: (path) =>
        path.startsWith('/consent/')
          ? async (request, response) => {
              try {
                const pending = await interaction.details(request, response)
                const subject = change.person === undefined ? 1001 : change.person()
                if (subject === null) {
                  await interaction.finish(request, response, { error: 'access_denied' })
                  return
                }
                const grantId = randomUUID()
                const grant = {
                  id: grantId,
                  subject,
                  clientId: pending.clientId,
                  clientName: pending.clientName,
                  redirectHost: new URL(pending.redirectUri).host,
                  session: sessionOf(change.now?.() ?? new Date()),
                }
                await state.grants.create(grant, { lifetime: 90 * 86_400, idle: 30 * 86_400 })
                await interaction.finish(request, response, { grantId, subject })
              } catch {
                response.writeHead(400).end('over')
              }
            }
          : undefined,
    },
    renewIfDue: async (grant) => await Promise.resolve({ kind: 'live', grant }),
    revoke: async (session) => {
      revoked.push(session)
      await Promise.resolve()
    },
    errorPage: ({ title, text, next }) => ({
      html: `<h1>${title}</h1><p>${text}</p><p>${next}</p>`,
      headers: { 'content-security-policy': "default-src 'none'" },
    }),
    ready: async () => {
      await Promise.resolve()
    },
    ...change.upstream,
  })

const listen = async (server: Server): Promise<string> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`
}

/** Brokers behind a plain HTTP server; their public address is the server's unless changed. */
export async function serveBroker(
  state: StateStore,
  change: BrokerChange = {},
): Promise<ServedBroker> {
  const events: BrokerEvent[] = []
  const revoked: UpstreamSession[] = []
  const logged: string[] = []
  const server = createServer()
  const origin = await listen(server)
  const open = async (store: StateStore) =>
    await createBroker({
      config: { ...defaults, publicUrl: origin, ...change.config },
      state: store,
      keys: testKeys,
      upstream: upstreamStub(store, change, { revoked }),
      log: createLog('debug', (line) => logged.push(line)),
      metrics: noMetrics,
      now: change.now ?? (() => new Date()),
      checkGrants: change.checkGrants ?? (() => undefined),
      onEvent: (event) => events.push(event),
      fetch: change.fetch ?? fetch,
      ...(change.addressesOf === undefined ? {} : { addressesOf: change.addressesOf }),
    })
  const broker = await open(state)
  const brokers = [broker]
  for (const other of change.others ?? []) brokers.push(await open(other))
  while (brokers.length < (change.replicas ?? 1)) brokers.push(await open(state))
  let turn = 0
  server.on('request', (request, response) => {
    turn += 1
    const { pathname } = new URL(request.url ?? '/', origin)
    const handle = (brokers[turn % brokers.length] ?? broker).handlerOf(pathname)
    if (handle === undefined) response.writeHead(404).end()
    else void handle(request, response)
  })
  return {
    broker,
    brokers,
    origin,
    events,
    revoked,
    logged,
    close: async () => {
      for (const each of brokers) await each.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

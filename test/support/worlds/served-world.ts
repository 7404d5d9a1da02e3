import type { AuditEntry } from '../../../src/audit/event.js'
import type { Authentication, Broker, PathHandler } from '../../../src/broker/broker.js'
import type { App } from '../../../src/calls/app.js'
import { JheError } from '../../../src/errors.js'
import { startHttpServer, type StartOptions } from '../../../src/http/start-http-server.js'
import type { HttpServer } from '../../../src/http/http-server.js'
import { createLog } from '../../../src/log.js'
import { createQueryExecutor, type QueryExecutor } from '../../../src/query/query-executor.js'
import { loadServeConfig } from '../../../src/serve-config.js'
import { createTestApp, signedInAs, unlimited } from '../clients/app.js'
import { connectTo } from '../clients/tool-caller.js'

/** The bearer token of a person of the test world. */
export const tokenOf = (subject: number): string => `token-of-${subject}`

/** A token without the scope. */
export const scopeless = 'without-scope'

const person = /^Bearer token-of-(\d+)$/

const unreachable = (): JheError =>
  new JheError('STATE_UNAVAILABLE', 'The state is not reachable.', 'Try again in a moment.')

/** Knows the tokens of the test world, and what a test makes of it. */
export interface TestBroker extends Broker {
  /** Whether nothing of ours is in reach. */
  isDown: boolean
  /** Grants that were ended. */
  readonly ended: Set<number>
  /** What a test puts at a path. */
  readonly pages: Map<string, PathHandler>
  /** Of every request. */
  readonly asked: (string | undefined)[]
}

export function createTestBroker(): TestBroker {
  const ended = new Set<number>()
  const pages = new Map<string, PathHandler>()
  const asked: (string | undefined)[] = []
  const authenticate = (authorization: string | undefined): Authentication => {
    if (authorization === `Bearer ${scopeless}`) {
      return { ok: false, refusal: { status: 403, error: 'insufficient_scope' } }
    }
    const subject = Number(person.exec(authorization ?? '')?.[1])
    if (!(subject > 0) || ended.has(subject)) {
      return { ok: false, refusal: { status: 401, error: 'invalid_token' } }
    }
    const identity = { subject, issuer: 'http://localhost:8000/o', studies: null }
    const grantId = `grant-${subject}`
    return {
      ok: true,
      caller: {
        subject,
        clientId: 'client',
        grantId,
        identity: signedInAs(identity),
        endsAt: 4_102_444_800,
      },
    }
  }
  const broker: TestBroker = {
    isDown: false,
    ended,
    pages,
    asked,
    authenticate: async (authorization) => {
      asked.push(authorization)
      await Promise.resolve()
      return broker.isDown
        ? { ok: false, refusal: { status: 503, retryAfter: 5 } }
        : authenticate(authorization)
    },
    isLive: async ({ grantId }) =>
      await Promise.resolve(!ended.has(Number(grantId?.slice('grant-'.length)))),
    handlerOf: (path) => pages.get(path),
    ready: async () => {
      await Promise.resolve()
      if (broker.isDown) throw unreachable()
    },
    close: async () => {
      await Promise.resolve()
    },
  }
  return broker
}

export interface ServedOptions extends Partial<
  Pick<StartOptions, 'sse' | 'limits' | 'internal' | 'metrics' | 'timeouts' | 'granted' | 'state'>
> {
  /** Of a database; without it no call gets as far. */
  readonly databaseUrl?: string
  /** Settings, beside those that every test has. */
  readonly env?: Readonly<Record<string, string>>
  readonly changeApp?: (app: App) => App
  readonly maxBytes?: number
}

/** A served program in this process, on real HTTP. */
export interface ServedWorld {
  readonly server: HttpServer
  /** Of its listener, without a slash at the end. */
  readonly url: string
  readonly broker: TestBroker
  /** Of the audit trail. */
  readonly lines: readonly AuditEntry[]
  /** Of stderr. */
  readonly log: readonly string[]
  readonly close: () => Promise<void>
}

/** The address that people of the test world know. */
export const publicUrl = 'http://localhost:8001'

const openExecutor = (url: string | undefined): QueryExecutor | undefined =>
  url === undefined
    ? undefined
    : createQueryExecutor(connectTo(url), { requireSafeRole: false, warn: () => undefined })

/** Starts a server on a free port; what it is told of `env` it reads as `jhe-mcp serve` does. */
export async function openServedWorld({
  databaseUrl,
  env = {},
  changeApp = (app) => app,
  maxBytes = 60_000,
  ...parts
}: ServedOptions = {}): Promise<ServedWorld> {
  const settings = { JHE_PUBLIC_URL: publicUrl, JHE_LISTEN: '127.0.0.1:0', JHE_DRAIN: '0s/25s' }
  const config = loadServeConfig({ flags: {}, env: { ...settings, ...env }, home: '/' })
  const broker = createTestBroker()
  const database = openExecutor(databaseUrl)
  const lines: AuditEntry[] = []
  const log: string[] = []
  const record = (line: AuditEntry): void => {
    lines.push(line)
  }
  const app = createTestApp({ ...(database === undefined ? {} : { database }), maxBytes, record })
  const server = await startHttpServer({
    app: changeApp(app),
    granted: unlimited,
    broker,
    state: {
      ready: async () => {
        await Promise.resolve()
      },
    },
    log: createLog('debug', (line) => log.push(line)),
    config: { ...config, publicUrl: config.publicUrl ?? publicUrl },
    ...parts,
  })
  const scheme = config.tlsCert === undefined ? 'http' : 'https'
  const host = config.listen.host.includes(':') ? `[${config.listen.host}]` : config.listen.host
  return {
    server,
    url: `${scheme}://${host}:${server.port}`,
    broker,
    lines,
    log,
    close: async () => {
      await server.close()
      await database?.close()
    },
  }
}

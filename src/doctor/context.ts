import { lookup } from 'node:dns/promises'

import { freeBytesOf } from '../audit/inspect.js'
import { createKeychain } from '../auth/store/keychain.js'
import type { Environment } from '../auth/sign-in/environment-detection.js'
import { loadConfig, need, settingSources, type Config } from '../config.js'
import { catalog } from '../db/catalog.js'
import { guarded, type Connection } from '../db/connection.js'
import type { ConnectionTarget } from '../db/postgres/connection-url.js'
import { createLog } from '../log.js'
import { needServe } from '../serve-config.js'
import { openAccount, type Account } from '../app/account.js'
import type { OwnAnswer } from '../app/ask-as-person.js'
import type { CommandContext, Runtime } from '../app/runtime.js'
import { serveContext, type ServeContext } from '../app/serve/serve-context.js'
import type { StateDatabase } from '../state/database.js'
import { findHosts, type HostEntries } from './host-entries.js'
import { withFiles } from '../app/with-files.js'

/** The result of a trial of the keychain. */
export interface KeychainTrial {
  readonly outcome: 'usable' | 'locked' | 'unavailable'
  /** Whether it did not answer in its 3 s. */
  readonly isLate: boolean
}

/** What the checks inspect. Each part is opened by the first check that uses it. */
export interface DoctorContext {
  readonly runtime: Runtime
  /** Settings of the command line by name. */
  readonly flags: Readonly<Record<string, unknown>>
  readonly offline: boolean
  /** @throws JheError CONFIG_INVALID */
  config(): Config
  command(): CommandContext
  /** The settings of `jhe-mcp serve` beside the common ones. @throws JheError CONFIG_INVALID */
  serve(): ServeContext
  /** `JHE_STATE_CONN`, taken apart. @throws JheError CONFIG_INVALID */
  stateTarget(): Promise<ConnectionTarget>
  /** The database of the state as it is: no table is made in it. @throws JheError CONFIG_INVALID */
  state(): Promise<StateDatabase>
  account(): Account
  /** Writes, reads and deletes a made-up secret. */
  tryKeychain(): Promise<KeychainTrial>
  /** Where this computer is, as seen from the person's browser. */
  environment(): Environment
  /** The tool definitions as a host receives them. */
  tools(): Promise<readonly unknown[]>
  /** What the person who is signed in is answered by the tools. @throws JheError */
  answer(signal: AbortSignal): Promise<OwnAnswer>
  /** `JHE_DB_CONN` taken apart. @throws JheError CONFIG_INVALID */
  target(): Promise<ConnectionTarget>
  /** The database behind the closed list. */
  database(): Promise<Connection>
  /** Configurations of hosts on this computer. */
  hosts(): Promise<readonly HostEntries[]>
  /** Bytes left on the disk of a folder. */
  freeBytes(folder: string): Promise<number | undefined>
  /** Addresses of a host name. */
  resolve(host: string): Promise<readonly string[]>
  close(): Promise<void>
}

/** Parts that a test may replace. */
export type ContextParts = Pick<
  DoctorContext,
  'tryKeychain' | 'resolve' | 'environment' | 'tools' | 'database' | 'freeBytes'
>

const lazy = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

const listed: ReadonlySet<string> = new Set(Object.values(catalog))

const connect = async (config: Config, target: ConnectionTarget, version: string) => {
  const { connectPg } = await import('../db/postgres/pg-connection.js')
  const { statementTimeout, dbMaxLag: maxLag } = config
  const applicationName = `jhe-mcp/${version}`
  return guarded(connectPg({ target, statementTimeout, applicationName, maxLag }), (text) =>
    listed.has(text),
  )
}

const connectState = async (target: ConnectionTarget, version: string): Promise<StateDatabase> => {
  const [{ createStatePool }, { createPostgresDatabase }] = await Promise.all([
    import('../state/postgres/state-pool.js'),
    import('../state/postgres/postgres-database.js'),
  ])
  const applicationName = `jhe-mcp-state/${version}`
  return createPostgresDatabase(createStatePool({ target, applicationName, size: 1 }))
}

const keychainTrial = async ({ execPath, env }: Runtime): Promise<KeychainTrial> => {
  const limitMs = 3000
  const start = performance.now()
  const outcome = await createKeychain({ execPath, env, limitMs }).probe()
  return { outcome, isLate: outcome !== 'usable' && performance.now() - start >= limitMs }
}

const listTools = async (command: CommandContext): Promise<readonly unknown[]> => {
  const { openApp } = await import('../app/open-app.js')
  const { toolDefinitions } = await import('../mcp/tool-definitions-hash.js')
  const opened = openApp(command)
  try {
    return await toolDefinitions({ ...opened, log: command.log })
  } finally {
    await opened.close()
  }
}

export interface ContextOptions {
  readonly flags: Readonly<Record<string, unknown>>
  readonly offline: boolean
  readonly parts?: Partial<ContextParts>
}

export function createContext(
  runtime: Runtime,
  { flags, offline, parts = {} }: ContextOptions,
): DoctorContext {
  const { env, home } = runtime
  const config = lazy(() => loadConfig({ flags, env, home }))
  const command = lazy((): CommandContext => ({
    config: config(),
    sources: settingSources({ flags, env }),
    runtime,
    log: createLog('error', () => undefined),
  }))
  const serve = lazy(() => serveContext(command(), flags))
  const stateTarget = lazy(async () => {
    const url = needServe(serve().serve, 'stateConn')
    const { readStateTarget } = await import('../state/postgres/read-state-target.js')
    return await withFiles((readFile) => readStateTarget(url, readFile, runtime))
  })
  const target = lazy(async () => {
    const url = need(config(), 'dbConn')
    const { parseConnectionUrl } = await import('../db/postgres/connection-url.js')
    return await withFiles((readFile) => parseConnectionUrl(url, readFile, runtime))
  })
  const account = lazy(() =>
    openAccount(command(), { opensBrowser: false, audit: { record: () => undefined } }),
  )
  let opened: Promise<Connection> | undefined
  let openedState: Promise<StateDatabase> | undefined
  const open = async () => await connect(config(), await target(), runtime.version)
  return {
    runtime,
    flags,
    offline,
    config,
    command,
    serve,
    stateTarget,
    state: async () => await (openedState ??= connectState(await stateTarget(), runtime.version)),
    account,
    environment: parts.environment ?? (() => account().environment),
    tools: parts.tools ?? (async () => await listTools(command())),
    answer: async (signal) => {
      const { askAsPerson } = await import('../app/ask-as-person.js')
      return await askAsPerson(command(), signal)
    },
    tryKeychain: lazy(parts.tryKeychain ?? (async () => await keychainTrial(runtime))),
    target,
    hosts: lazy(async () => await findHosts(runtime)),
    freeBytes: parts.freeBytes ?? freeBytesOf,
    database: async () => await (opened ??= (parts.database ?? open)()),
    resolve:
      parts.resolve ??
      (async (host) => (await lookup(host, { all: true })).map(({ address }) => address)),
    close: async () => {
      await (await opened?.catch(() => undefined))?.close()
      await (await openedState?.catch(() => undefined))?.close()
    },
  }
}

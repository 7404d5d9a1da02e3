import type { AuditEntry } from '../../../src/audit/event.js'
import type { CallerIdentity, Identity } from '../../../src/auth/identity.js'
import type { App } from '../../../src/calls/app.js'
import { callTool } from '../../../src/calls/call-tool.js'
import { callerOf, type Caller, type Granted } from '../../../src/calls/request-context.js'
import type { SizedResult } from '../../../src/calls/truncate-to-budget.js'
import type { Guard } from '../../../src/guard/guard.js'
import { once } from '../../../src/once.js'
import type { QueryExecutor } from '../../../src/query/query-executor.js'
import { tools } from '../../../src/tools/registry.js'
import { testGuard } from '../guard/generous.js'
import { everything } from '../../../src/permissions/grant.js'
import { allTools } from '../../../src/tools/toolset.js'

export interface TestAppOptions extends Partial<Omit<App['config'], 'baseUrl'>> {
  /** Absent where a test never gets as far as the database. */
  readonly database?: QueryExecutor
  readonly now?: () => Date
  /** Is told every audit line. */
  readonly record?: (entry: AuditEntry) => void
  /** One that counts in memory and never brakes unless given. */
  readonly guard?: Guard
}

/** The app of a process in front of a database, with the product's defaults. */
export const createTestApp = ({
  database,
  now = () => new Date(),
  record = () => undefined,
  guard,
  ...config
}: TestAppOptions): App => ({
  version: '0.0.0',
  config: {
    permissions: 'auto',
    consent: 'enforce',
    maxRows: 1000,
    maxBytes: 60_000,
    statementTimeout: 15_000,
    baseUrl: undefined,
    ...config,
  },
  now,
  database: async () => {
    if (database === undefined) throw new Error('this test has no database')
    return await Promise.resolve(database)
  },
  audit: { record },
  guard: once(async () => await Promise.resolve(guard ?? testGuard(now))).get,
})

/** Somebody who is signed in for good. */
export const signedInAs = (identity: Identity): CallerIdentity => ({
  current: async () => await Promise.resolve(identity),
  state: async () => await Promise.resolve({ identity }),
})

/** What a session is held to that is held to nothing. */
export const unlimited: Granted = { grant: everything, toolset: allTools }

/** A caller of every tool, unless it is held to less. */
export const testCaller = (
  app: App,
  identity: CallerIdentity,
  granted: Granted = unlimited,
): Caller => callerOf(app, identity, granted)

/** One call of a tool by name. @throws JheError */
export const callAs = async (
  app: App,
  caller: Caller,
  { name, args = {}, signal }: { name: string; args?: object; signal?: AbortSignal },
): Promise<SizedResult> => {
  const tool = tools.find((known) => known.name === name)
  if (tool === undefined) throw new Error(`no tool ${name}`)
  const request = { ...caller, client: null, signal: signal ?? new AbortController().signal }
  return await callTool(app, request, { event: 'tool', name, tool, args })
}

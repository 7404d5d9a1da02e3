import type { AuditEntry } from '../../../src/audit/event.js'
import { connectPg } from '../../../src/db/postgres/pg-connection.js'
import { parseConnectionUrl } from '../../../src/db/postgres/connection-url.js'
import type { Connection } from '../../../src/db/connection.js'
import { toJheError, type ErrorCode } from '../../../src/errors.js'
import { everything, type Grant } from '../../../src/permissions/grant.js'
import { allTools } from '../../../src/tools/toolset.js'
import { createQueryExecutor, type QueryExecutor } from '../../../src/query/query-executor.js'
import { addedBytes, type SizedResult } from '../../../src/calls/truncate-to-budget.js'
import { callAs, createTestApp, signedInAs, testCaller } from './app.js'
import { rawApplication } from '../database/statements/statement-log.js'

export interface CallSettings {
  /** `jhe_permissions.studies` of the token; null or absent for a token without the claim. */
  readonly claim?: readonly number[] | null
  readonly permissions?: 'auto' | 'claims' | 'database'
  readonly consent?: 'enforce' | 'off'
  readonly maxRows?: number
  readonly maxBytes?: number
  readonly now?: Date
  readonly signal?: AbortSignal
  /** What the session is held to; its notice is left out of answers. */
  readonly grant?: Grant
  /** Takes the line that the audit trail would hold. */
  readonly audit?: (entry: AuditEntry) => void
}

/** What a tool answered: its structured value, or the code it failed with. */
export type Outcome =
  | (SizedResult & { readonly code?: undefined })
  | { readonly code: ErrorCode; readonly message: string; readonly hint: string }

export interface ToolCaller {
  call(subject: number, tool: string, args?: object, settings?: CallSettings): Promise<Outcome>
  readonly database: QueryExecutor
  close(): Promise<void>
}

/** A connection as the product makes it. */
export const connectTo = (
  url: string,
  statementTimeout = 15_000,
  applicationName = 'jhe-mcp/test',
): Connection =>
  connectPg({
    target: parseConnectionUrl(url, () => ''),
    statementTimeout,
    applicationName,
    maxLag: Infinity,
  })

/** The same for a test that sends statements of its own, which no list holds. */
export const connectRaw = (url: string, statementTimeout?: number): Connection =>
  connectTo(url, statementTimeout, rawApplication)

/** Every answer of every test says how large it is, to the byte. */
const checkedSize = (reply: SizedResult): SizedResult => {
  const { value, text, bytes } = reply
  const result = { content: [{ type: 'text', text }], structuredContent: value }
  const written = Buffer.byteLength(JSON.stringify(result))
  if (bytes !== written + addedBytes) throw new Error(`of ${written} bytes, counted as ${bytes}`)
  return reply
}

/** Calls the real tools on a database as any person, without MCP and without a token. */
export function createToolCaller(connection: Connection): ToolCaller {
  const database = createQueryExecutor(connection, {
    requireSafeRole: false,
    warn: () => undefined,
  })
  return {
    database,
    call: async (subject, name, args = {}, settings = {}) => {
      const { claim = null, now, signal, audit, grant = everything, ...limits } = settings
      const app = createTestApp({
        ...limits,
        database,
        ...(audit === undefined ? {} : { record: audit }),
        now: () => now ?? new Date('2026-11-21T12:00:00Z'),
      })
      const identity = { subject, issuer: 'http://localhost:8000/o', studies: claim }
      const granted = { grant, toolset: allTools }
      const caller = { ...testCaller(app, signedInAs(identity), granted), notice: undefined }
      try {
        const call = { name, args, ...(signal === undefined ? {} : { signal }) }
        return checkedSize(await callAs(app, caller, call))
      } catch (thrown) {
        const { code, message, hint } = toJheError(thrown)
        if (code === 'INTERNAL') throw thrown
        return { code, message, hint }
      }
    },
    close: async () => {
      await database.close()
    },
  }
}

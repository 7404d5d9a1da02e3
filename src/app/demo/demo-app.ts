import envPaths from 'env-paths'

import type { App } from '../../calls/app.js'
import { callerOf, type Granted } from '../../calls/request-context.js'
import type { DemoPerson } from '../../demo/people.js'
import { once } from '../../once.js'
import { commandRewriterOf } from '../command-rewriter.js'
import { openDemoDatabase } from './demo-database.js'
import { delegationRefused, noneInDemo } from '../delegation/delegation-refused.js'
import { askingCaller, choicePageOf } from '../grant/ask-study.js'
import { openGrant } from '../grant/open-grant.js'
import { refusingWith } from '../refusing-app.js'
import { noAudit, openAudit, type OpenAudit, type ServedAudit } from '../audit/open-audit.js'
import type { OpenApp } from '../opened-app.js'
import type { CommandContext } from '../runtime.js'

/** The notice in every answer of the demo. */
export const inventedNotice = 'Demo: every person and every value is invented.'

const openConnection = async ({ runtime }: CommandContext, ended: AbortSignal) =>
  await openDemoDatabase({
    cacheDir: envPaths('jhe-mcp', { suffix: '' }).cache,
    today: runtime.now().toISOString().slice(0, 10),
    version: runtime.version,
    progress: (message) => {
      runtime.stderr.write(`${message}\n`)
    },
    ended,
  })

/** Prepares the database of today's demo world, unless it is cached already. */
export async function prepareDemo(command: CommandContext): Promise<void> {
  const connection = await openConnection(command, command.runtime.interrupted)
  await connection.close()
}

const openDatabase = async (command: CommandContext, ended: AbortSignal) => {
  // together: one that fails while the other is awaited would be nobody's and end the process
  const [connection, { createQueryExecutor }] = await Promise.all([
    openConnection(command, ended),
    import('../../query/query-executor.js'),
  ])
  return createQueryExecutor(connection, { requireSafeRole: false, warn: () => undefined })
}

/**
 * The app on the embedded database, opened by the first call, without a caller.
 * @param served for a process that serves many people
 */
export function openDemoWorld(
  command: CommandContext,
  served?: ServedAudit,
): {
  readonly app: App & { readonly audit: OpenAudit }
  readonly close: OpenApp['close']
} {
  const { runtime } = command
  const ending = new AbortController()
  const database = once(async () => await openDatabase(command, ending.signal))
  const guard = once(async () => (await import('../guard/open-guard.js')).openDemoGuard(command))
  // the people are invented: an audit trail is kept only where it is asked for
  const audit = (runtime.env['JHE_AUDIT_LOG'] ?? '') === '' ? noAudit : openAudit(command, served)
  return {
    app: {
      version: runtime.version,
      config: { ...command.config, permissions: 'database' },
      now: runtime.now,
      rewriteCommands: commandRewriterOf(runtime),
      notice: inventedNotice,
      audit,
      guard: guard.get,
      database: database.get,
      isReady: () => database.opened() !== undefined,
    },
    close: async (auditMs) => {
      ending.abort()
      audit.cutOff()
      const counted = (async () => {
        await (await guard.ifOpen())?.close()
      })()
      await Promise.all([audit.close(auditMs), counted])
      await (await database.ifOpen())?.close()
    },
  }
}

/** The text that names the person of the demo. */
export const describePerson = ({ name, role, sees }: DemoPerson): string =>
  `"${name}": ${role}. ${sees}`

/**
 * The same app on the embedded database of invented people, as one of them.
 * @param as name of the person; the coordinator without one
 * @throws JheError INPUT_INVALID for an unknown name
 */
export async function openDemoApp(
  command: CommandContext,
  as: string | undefined,
): Promise<OpenApp & { readonly person: string }> {
  const { demoPerson } = await import('../../demo/people.js')
  const person = demoPerson(as)
  const { granted, config, asks, problem } = openGrant(command)
  const { app, close } = openDemoWorld({ ...command, config })
  const identity = { subject: person.userId, issuer: 'https://demo.invalid/o', studies: null }
  const own = {
    current: async () => await Promise.resolve(identity),
    state: async () => await Promise.resolve({ identity }),
  }
  const make = (to: Granted) => callerOf(app, own, to)
  const choice = choicePageOf({ ...command, config }, 'nothing')
  const opened: OpenApp & { readonly person: string } = {
    person: describePerson(person),
    app,
    caller: asks ? askingCaller(make, granted, choice.page) : make(granted),
    close: async (auditMs) => {
      await choice.close()
      await close(auditMs)
    },
  }
  return refusingWith(opened, problem ?? delegationRefused(config, noneInDemo))
}

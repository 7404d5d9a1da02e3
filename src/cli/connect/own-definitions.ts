import { openGrant } from '../../app/grant/open-grant.js'
import type { CommandContext } from '../../app/runtime.js'
import { callerOf } from '../../calls/request-context.js'
import type { OwnDefinitions } from '../../connect/host/bridge.js'
import { JheError } from '../../errors.js'
import { ownCallFacts } from '../../mcp/call-facts.js'
import { ownResults } from '../../mcp/own-results.js'
import { definitionsHash } from '../../mcp/tool-definitions-hash.js'

const nobody = async (): Promise<never> =>
  await Promise.reject(new JheError('INTERNAL', 'Nobody asks here.', 'Sign in.'))

const lists = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'] as const

/** What this program itself says to a host, and what the audit trail reads in its calls. */
export async function ownDefinitions({
  config,
  sources,
  runtime,
  log,
}: CommandContext): Promise<OwnDefinitions> {
  const app = {
    version: runtime.version,
    config,
    now: runtime.now,
    audit: { record: () => undefined },
    database: nobody,
    guard: nobody,
  }
  const caller = callerOf(
    app,
    { current: nobody, state: nobody },
    openGrant({ config, sources, runtime }).granted,
  )
  const results = await ownResults({ app, caller, log }, lists)
  const tools = results['tools/list']?.['tools']
  return {
    fingerprint: definitionsHash(Array.isArray(tools) ? tools : []),
    results,
    facts: ownCallFacts,
  }
}

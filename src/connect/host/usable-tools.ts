import type { Log } from '../../log.js'
import { isRecord } from '../../record.js'
import { paramHeaderFault } from '../upstream/http/param-header-faults.js'
import { envelopeVersionOf, type Message } from '../upstream/message.js'
import type { Exchange } from './exchange.js'
import { resultOf } from './wire.js'

const faultOf = (tool: unknown): string | undefined =>
  isRecord(tool) ? paramHeaderFault(tool['inputSchema']) : undefined

const withoutFaulty = (answer: Message, log: Pick<Log, 'warn'>): Message => {
  const result = resultOf(answer)
  const tools: unknown = result?.['tools']
  if (!Array.isArray(tools)) return answer
  const kept: readonly unknown[] = tools.filter((tool: unknown, at) => {
    const why = faultOf(tool)
    // its name is the server's text
    if (why !== undefined) log.warn(`a tool of the server is left out: ${why}`, { number: at + 1 })
    return why === undefined
  })
  return kept.length === tools.length ? answer : { ...answer, result: { ...result, tools: kept } }
}

/**
 * Leaves the tools out of lists whose input schema wants headers that cannot be sent, as clients of
 * Streamable HTTP must (MCP 2026-07-28, custom headers); their other tools stay.
 */
export const withUsableTools = (exchange: Exchange, log: Pick<Log, 'warn'>): Exchange => ({
  ...exchange,
  ask: async (request, signal) => {
    const answer = await exchange.ask(request, signal)
    const isListed =
      request.method === 'tools/list' && envelopeVersionOf({ ...request }) !== undefined
    return isListed ? withoutFaulty(answer, log) : answer
  },
})

import { isRecord } from '../../record.js'
import type { Message, MessageId } from '../upstream/message.js'
import { metaOf, paramsOf, type Request, type Result } from './wire.js'

const subscriptionKey = 'io.modelcontextprotocol/subscriptionId'

/** Which filter of `subscriptions/listen` asks for which notification (MCP 2026-07-28). */
const kinds: Readonly<Record<string, string>> = {
  'notifications/tools/list_changed': 'toolsListChanged',
  'notifications/prompts/list_changed': 'promptsListChanged',
  'notifications/resources/list_changed': 'resourcesListChanged',
}

/** The streams of a host of 2026-07-28 that are open, by the id of its `subscriptions/listen`. */
export interface Listens {
  open(request: Request): void
  close(id: MessageId): void
  /** Says to the host that its stream is open, unless that was said before. */
  acknowledge(request: Request): Message | undefined
  /** Whether this tells of a stream that was told as open already. */
  isToldTwice(message: Message): boolean
  /** One notification for each open stream that asked for its kind. */
  stamped(method: string): readonly Message[]
}

const filterOf = (request: Request): Result => {
  const { notifications } = paramsOf(request)
  return isRecord(notifications) ? notifications : {}
}

const acknowledged = 'notifications/subscriptions/acknowledged'

const subscriptionOf = (message: Message): unknown => metaOf(paramsOf(message))[subscriptionKey]

/** Keeps account of the open streams. */
export function createListens(): Listens {
  const filters = new Map<unknown, Result>()
  const told = new Set<unknown>()
  return {
    open: (request) => void filters.set(request.id, filterOf(request)),
    close: (id) => {
      filters.delete(id)
      told.delete(id)
    },
    acknowledge: (request) => {
      if (told.has(request.id) || !filters.has(request.id)) return undefined
      told.add(request.id)
      const asked = Object.entries(filterOf(request)).filter(
        ([name, wanted]) => wanted === true && Object.values(kinds).includes(name),
      )
      const params = {
        notifications: Object.fromEntries(asked),
        _meta: { [subscriptionKey]: request.id },
      }
      return { jsonrpc: '2.0', method: acknowledged, params }
    },
    isToldTwice: (message) => {
      if (message['method'] !== acknowledged) return false
      const id = subscriptionOf(message)
      if (told.has(id)) return true
      told.add(id)
      return false
    },
    stamped: (method) =>
      [...filters]
        .filter(([, filter]) => filter[kinds[method] ?? ''] === true)
        .map(([id]) => ({
          jsonrpc: '2.0',
          method,
          params: { _meta: { [subscriptionKey]: id } },
        })),
  }
}

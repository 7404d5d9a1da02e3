import { PageError, type Client } from './client.js'
import { type JsonRecord, isRecord } from '../../record.js'
import { objectAt, objectsAt, textAt } from '../../record-members.js'

/** A tool's answer: what the page draws, and what a model would read. */
export interface ToolAnswer {
  readonly value: JsonRecord
  readonly text: string
}

/** What a server lists. */
export interface Listed {
  readonly items: readonly JsonRecord[]
  /** Whether the list goes on. */
  readonly isCut: boolean
}

/** Asks one server. */
export interface ServerClient {
  /** Id of the connection. */
  readonly id: string
  /** The same server, of which nothing is asked any more when the signal is aborted. */
  until(signal: AbortSignal): ServerClient
  /** @throws PageError */
  request(method: string, params?: JsonRecord): Promise<JsonRecord>
  /** @throws PageError where the tool says that it failed */
  call(name: string, args: JsonRecord): Promise<ToolAnswer>
  /** The pages of a list, up to 50. @throws PageError */
  list(method: string, name: string): Promise<Listed>
}

const textOf = (result: JsonRecord): string =>
  objectsAt(result, 'content')
    .map((item) => textAt(item, 'text'))
    .join('\n')

/** The error of a tool, as our own server marks it, or as others write it. */
const toolError = (result: JsonRecord): PageError => {
  const own = objectAt(objectAt(result, '_meta'), 'jhe-mcp/error')
  return new PageError(
    textAt(own, 'code') || 'TOOL_FAILED',
    textAt(own, 'message') || textOf(result),
    textAt(own, 'hint'),
  )
}

const maxPages = 50

export function serverClient(
  client: Client,
  id: string,
  signal = new AbortController().signal,
): ServerClient {
  const request: ServerClient['request'] = async (method, params = {}) => {
    const path = `/api/servers/${encodeURIComponent(id)}/rpc`
    for await (const line of client.lines(path, signal, { method, params })) {
      if (isRecord(line['result'])) return line['result']
      const error = objectAt(line, 'error')
      if ('error' in line)
        throw new PageError(textAt(error, 'code'), textAt(error, 'message'), textAt(error, 'hint'))
    }
    throw new PageError('GONE', 'The server did not answer.', 'Try again.')
  }
  return {
    id,
    until: (leaving) => serverClient(client, id, leaving),
    request,
    call: async (name, args) => {
      const result = await request('tools/call', { name, arguments: args })
      if (result['isError'] === true) throw toolError(result)
      return { value: objectAt(result, 'structuredContent'), text: textOf(result) }
    },
    list: async (method, name) => {
      const items: JsonRecord[] = []
      let cursor: unknown
      for (let page = 0; page < maxPages; page += 1) {
        const result = await request(method, cursor === undefined ? {} : { cursor })
        items.push(...objectsAt(result, name))
        cursor = result['nextCursor']
        if (typeof cursor !== 'string') return { items, isCut: false }
      }
      return { items, isCut: true }
    },
  }
}

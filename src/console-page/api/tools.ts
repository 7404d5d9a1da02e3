import { PageError, type Client } from './client.js'
import { isJson, listAt, objectAt, textAt, type Json } from './json.js'

/** A tool's answer: what the page draws, and what a model would read. */
export interface ToolAnswer {
  readonly value: Json
  readonly text: string
}

/** Asks one server. */
export interface ServerClient {
  /** Id of the connection. */
  readonly id: string
  /** @throws PageError */
  request(method: string, params?: Json): Promise<Json>
  /** @throws PageError where the tool says that it failed */
  call(name: string, args: Json): Promise<ToolAnswer>
  /** All pages of a list. @throws PageError */
  list(method: string, name: string): Promise<readonly Json[]>
}

const textOf = (result: Json): string =>
  listAt(result, 'content')
    .map((item) => textAt(item, 'text'))
    .join('\n')

/** The error of a tool, as our own server marks it, or as others write it. */
const toolError = (result: Json): PageError => {
  const own = objectAt(objectAt(result, '_meta'), 'jhe-mcp/error')
  return new PageError(
    textAt(own, 'code') || 'TOOL_FAILED',
    textAt(own, 'message') || textOf(result),
    textAt(own, 'hint'),
  )
}

const maxPages = 50

export function serverClient(client: Client, id: string): ServerClient {
  const request: ServerClient['request'] = async (method, params = {}) => {
    const path = `/api/servers/${encodeURIComponent(id)}/rpc`
    for await (const line of client.lines(path, new AbortController().signal, { method, params })) {
      if (isJson(line['result'])) return line['result']
      const error = objectAt(line, 'error')
      if ('error' in line)
        throw new PageError(textAt(error, 'code'), textAt(error, 'message'), textAt(error, 'hint'))
    }
    throw new PageError('GONE', 'The server did not answer.', 'Try again.')
  }
  return {
    id,
    request,
    call: async (name, args) => {
      const result = await request('tools/call', { name, arguments: args })
      if (result['isError'] === true) throw toolError(result)
      return { value: objectAt(result, 'structuredContent'), text: textOf(result) }
    },
    list: async (method, name) => {
      const items: Json[] = []
      let cursor: unknown
      for (let page = 0; page < maxPages; page += 1) {
        const result = await request(method, cursor === undefined ? {} : { cursor })
        items.push(...listAt(result, name))
        cursor = result['nextCursor']
        if (typeof cursor !== 'string') break
      }
      return items
    },
  }
}

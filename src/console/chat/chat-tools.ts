import { isRecord } from '../../record.js'
import type { ModelTool } from '../../llm/provider.js'
import type { Connections, KnownConnection } from '../connections/connections.js'

/** A tool that a model may call, and whose it is. */
export interface ChatTool extends ModelTool {
  /** Id of the connection. */
  readonly server: string
  /** The name that the server knows. */
  readonly called: string
  readonly isOwn: boolean
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Names as models take them: `[a-zA-Z0-9_-]{1,64}`, and each only once. */
const createNames = () => {
  const used = new Set<string>()
  return (wanted: string): string => {
    const plain = wanted.replace(/[^\w-]/g, '_').slice(0, 56)
    let name = plain
    for (let next = 2; used.has(name); next += 1) name = `${plain}_${next}`
    used.add(name)
    return name
  }
}

const maxPages = 20

/** All tools of one server; none where it is not connected. */
const listedBy = async (
  connections: Connections,
  { id, state }: KnownConnection,
  signal: AbortSignal,
): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  if (state !== 'connected') return []
  const found: Readonly<Record<string, unknown>>[] = []
  let cursor: unknown
  for (let page = 0; page < maxPages; page += 1) {
    const params = cursor === undefined ? {} : { cursor }
    const result = await connections.find(id).ask('tools/list', params, signal)
    const tools = result['tools']
    if (Array.isArray(tools)) found.push(...tools.filter((tool) => isRecord(tool)))
    cursor = result['nextCursor']
    if (typeof cursor !== 'string') break
  }
  return found
}

/**
 * What a model may call: the tools of our own server, and with `others` those of the servers that
 * the person added.
 */
export async function chatTools(
  connections: Connections,
  others: boolean,
  signal: AbortSignal,
): Promise<readonly ChatTool[]> {
  const nameOnce = createNames()
  const servers = connections.list().filter(({ kind }) => others || kind === 'own')
  // our own first, so that no other server takes the name of one of our tools
  const ordered = servers.toSorted((a, b) => Number(b.kind === 'own') - Number(a.kind === 'own'))
  const tools: ChatTool[] = []
  for (const server of ordered) {
    const isOwn = server.kind === 'own'
    for (const { name, description, inputSchema } of await listedBy(connections, server, signal)) {
      const called = textOf(name)
      tools.push({
        name: nameOnce(isOwn ? called : `${server.name}__${called}`),
        description: textOf(description),
        inputSchema: isRecord(inputSchema) ? inputSchema : { type: 'object' },
        server: server.id,
        called,
        isOwn,
      })
    }
  }
  return tools
}

import { toJheError } from '../../errors.js'
import { isRecord, type JsonRecord } from '../../record.js'
import { objectAt, objectsAt, textAt } from '../../record-members.js'
import type { ModelTool } from '../../llm/provider.js'
import type { Connections, KnownConnection } from '../connections/connections.js'

/** A tool that a model may call, and whose it is. */
export interface ChatTool extends ModelTool {
  /** Id of the connection, and its name. */
  readonly server: string
  readonly serverName: string
  /** The name that the server knows. */
  readonly called: string
  readonly isOwn: boolean
}

/** What a model may call, and what the person is told of it. */
export interface ChatTools {
  readonly tools: readonly ChatTool[]
  readonly notes: readonly string[]
}

/** Names as models take them: `[a-zA-Z0-9_-]{1,64}`, and each only once. */
const createNames = () => {
  const used = new Set<string>()
  return (wanted: string): string => {
    const plain = wanted.replace(/[^\w-]/g, '_').slice(0, 56) || 'tool'
    let name = plain
    for (let next = 2; used.has(name); next += 1) name = `${plain}_${next}`
    used.add(name)
    return name
  }
}

const maxPages = 20
/** Characters of what a server that is none of JHE's writes of one tool. */
const longestDescription = 2_000
const longestSchema = 20_000
/** Milliseconds that such a server has for its list. */
const listingMs = 10_000

interface Listed {
  readonly found: readonly JsonRecord[]
  /** Whether the list goes on. */
  readonly isCut: boolean
}

const list = async (connections: Connections, id: string, signal: AbortSignal): Promise<Listed> => {
  const found: JsonRecord[] = []
  let cursor: unknown
  for (let page = 0; page < maxPages; page += 1) {
    const params = cursor === undefined ? {} : { cursor }
    const result = await connections.find(id).ask('tools/list', params, signal)
    found.push(...objectsAt(result, 'tools'))
    cursor = result['nextCursor']
    if (typeof cursor !== 'string') return { found, isCut: false }
  }
  return { found, isCut: true }
}

const toolOf = (
  tool: JsonRecord,
  { id, name, kind }: KnownConnection,
  nameOnce: (wanted: string) => string,
): ChatTool => {
  const called = textAt(tool, 'name')
  const isOwn = kind === 'own'
  const description = textAt(tool, 'description')
  return {
    name: nameOnce(isOwn ? called : `${name}__${called}`),
    description: isOwn ? description : description.slice(0, longestDescription),
    inputSchema: isRecord(tool['inputSchema']) ? tool['inputSchema'] : { type: 'object' },
    server: id,
    serverName: name,
    called,
    isOwn,
  }
}

const isFit = (tool: JsonRecord): boolean =>
  JSON.stringify(objectAt(tool, 'inputSchema')).length <= longestSchema

/** The tools of a server that is none of JHE's. Where it fails, the chat goes on without it, and says so. */
const othersOf = async (
  connections: Connections,
  { id, name, state }: KnownConnection,
  signal: AbortSignal,
): Promise<{ readonly fit: readonly JsonRecord[]; readonly notes: readonly string[] }> => {
  if (state !== 'connected')
    return { fit: [], notes: [`${name} is not connected: the chat goes on without its tools.`] }
  const late = AbortSignal.timeout(listingMs)
  try {
    const { found, isCut } = await list(connections, id, AbortSignal.any([signal, late]))
    const fit = found.filter(isFit)
    const left = found.length - fit.length
    return {
      fit,
      notes: [
        ...(isCut ? [`${name} lists more tools than the first ${found.length}.`] : []),
        ...(left === 0 ? [] : [`${left} tools of ${name} are too large for a model: left out.`]),
      ],
    }
  } catch (thrown) {
    signal.throwIfAborted()
    const why = late.aborted ? 'It did not list its tools in time.' : toJheError(thrown).message
    return { fit: [], notes: [`The chat goes on without the tools of ${name}. ${why}`] }
  }
}

/**
 * What a model may call: the tools of our own server, and with `others` those of the servers that
 * the person added.
 * @throws JheError where our own cannot be listed; the reason of the signal
 */
export async function chatTools(
  connections: Connections,
  others: boolean,
  signal: AbortSignal,
): Promise<ChatTools> {
  const nameOnce = createNames()
  const tools: ChatTool[] = []
  const notes: string[] = []
  const servers = connections.list()
  // our own first, so that no other server takes the name of one of our tools
  for (const server of servers.filter(({ kind }) => kind === 'own')) {
    const { found } = await list(connections, server.id, signal)
    tools.push(...found.map((tool) => toolOf(tool, server, nameOnce)))
  }
  for (const server of others ? servers.filter(({ kind }) => kind !== 'own') : []) {
    const found = await othersOf(connections, server, signal)
    tools.push(...found.fit.map((tool) => toolOf(tool, server, nameOnce)))
    notes.push(...found.notes)
  }
  return { tools, notes }
}

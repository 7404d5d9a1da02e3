import { errorCodes, errorKey, JheError } from '../../errors.js'
import { isRecord } from '../../record.js'
import { clean } from '../../text/clean.js'
import { openConversation } from '../host/conversation.js'
import { revisions } from '../host/era.js'
import { openExchange } from '../host/exchange.js'
import { createKnownTools, type KnownTools } from '../host/known-tools.js'
import { ownId } from '../own-id.js'
import {
  answerError,
  errorOf,
  isRequest,
  metaOf,
  resultOf,
  rpcCodes,
  type Request,
  type Result,
  type RpcError,
} from '../host/wire.js'
import type { Message } from '../upstream/message.js'
import type { Receive, Upstream } from '../upstream/upstream.js'

export interface RemoteClientOptions {
  readonly open: (receive: Receive, tools: KnownTools) => Upstream
  /** Of this program, as the server is told. */
  readonly version: string
  /** What the server is told that asks; `jhe-mcp` unless given. */
  readonly name?: string
  readonly signal: AbortSignal
  /** Takes notifications of the server, and sees its requests, which are refused. */
  readonly onMessage?: (message: Message) => void
}

/** A client of a server elsewhere, for one command. */
export interface RemoteClient {
  /** What the server said of itself: `serverInfo`, `capabilities`, `instructions`. */
  readonly hello: Result
  /**
   * Asks once.
   * @throws JheError the server's own where it is a jhe-mcp, INPUT_INVALID for refused parameters,
   * SERVER_FAILED for another error; what reaching it fails with
   * @param signal aborted where the answer is no longer wanted
   */
  ask(method: string, params?: Result, signal?: AbortSignal): Promise<Result>
  /** All pages of a list. @param name of the list in the result */
  list(method: string, name: string): Promise<readonly Result[]>
  close(): Promise<void>
}

const textOf = (value: unknown): string => (typeof value === 'string' ? clean(value, 300) : '')

/** An error of our own that a server sent as data (`code`, `message`, `hint`); undefined for others. */
const ownError = (body: unknown): JheError | undefined => {
  if (!isRecord(body)) return undefined
  const code = errorCodes.find((known) => known === body['code'])
  return code && new JheError(code, textOf(body['message']), textOf(body['hint']))
}

const toError = ({ code, message, data }: RpcError): JheError =>
  ownError(data) ??
  new JheError(
    code === rpcCodes.invalidParams ? 'INPUT_INVALID' : 'SERVER_FAILED',
    `The server answered with an error: ${textOf(message)}`,
    'Ask for what `jhe-mcp tools` with the same address lists, or tell the administrator of the server.',
  )

/** The error of a tool's answer; undefined where it did what it was asked. */
export function toolError(result: Result): JheError | undefined {
  if (result['isError'] !== true) return undefined
  const own = ownError(metaOf(result)[errorKey])
  const content: unknown = Array.isArray(result['content']) ? result['content'][0] : undefined
  const said = isRecord(content) ? textOf(content['text']) : ''
  return (
    own ?? new JheError('SERVER_FAILED', `The tool failed: ${said}`, 'Look at what it was asked.')
  )
}

/** What a command's client can do for a server: nothing. */
const refuse = async (
  message: Message,
  send: (answer: Message) => Promise<void>,
): Promise<void> => {
  if (!isRequest(message)) return
  const error = { code: rpcCodes.methodNotFound, message: 'Nobody is here to answer.' }
  await send(answerError(message.id, error))
}

const maxPages = 1_000
const maxItems = 100_000

const endlessList = (): JheError =>
  new JheError(
    'SERVER_FAILED',
    'The server sends a list that has no end.',
    'Tell the administrator of the server.',
  )

/** Opens a client and greets the server. @throws JheError where it cannot be reached */
export async function openRemoteClient(options: RemoteClientOptions): Promise<RemoteClient> {
  const { open, version, signal, onMessage } = options
  const clientInfo = { name: options.name ?? 'jhe-mcp', version }
  const exchange = openExchange(
    (receive) => open(receive, createKnownTools()),
    async (message) => {
      onMessage?.(message)
      await refuse(message, async (answer) => {
        await exchange.send(answer, signal).catch(() => undefined)
      })
    },
    async () => {
      await Promise.resolve()
    },
  )
  const conversation = openConversation({ exchange, greeted: () => undefined, ending: signal })

  const ask: RemoteClient['ask'] = async (method, params, asked = signal) => {
    const request: Request = { jsonrpc: '2.0', id: ownId(), method, ...(params && { params }) }
    const answer = await conversation.ask(request, asked)
    const error = errorOf(answer)
    if (error !== undefined) throw toError(error)
    return resultOf(answer) ?? {}
  }

  const greet = async (): Promise<Result> => {
    const hello = await ask('initialize', {
      protocolVersion: revisions['2025'],
      capabilities: {},
      clientInfo,
    })
    await conversation.send({ jsonrpc: '2.0', method: 'notifications/initialized' }, signal)
    return hello
  }

  const list: RemoteClient['list'] = async (method, name) => {
    const items: Result[] = []
    let cursor: unknown
    for (let page = 0; page < maxPages; page += 1) {
      const result = await ask(method, cursor === undefined ? {} : { cursor })
      const found: unknown = result[name]
      for (const item of Array.isArray(found) ? found : []) if (isRecord(item)) items.push(item)
      const next = result['nextCursor']
      if (typeof next !== 'string') return items
      if (next === cursor || items.length > maxItems) throw endlessList()
      cursor = next
    }
    throw endlessList()
  }

  try {
    const hello = await greet()
    const close = async (): Promise<void> => {
      await exchange.close()
    }
    return { hello, ask, list, close }
  } catch (thrown) {
    await exchange.close()
    throw thrown
  }
}

import { createRemoteFetch } from '../../../src/connect/remote-fetch.js'
import type { Message } from '../../../src/connect/upstream/message.js'
import { createUpstream } from '../../../src/connect/upstream/heal/create-upstream.js'
import type { UpstreamOptions } from '../../../src/connect/upstream/heal/upstream-options.js'
import type { Upstream } from '../../../src/connect/upstream/upstream.js'
import { createLog } from '../../../src/log.js'
import { createTestAccount, type TestAccount, type TestTokens } from './test-account.js'

/** The host's side of a bridge: what it sent is awaited, what came is kept in order. */
export interface BridgedHost {
  readonly upstream: Upstream
  readonly account: TestAccount
  /** All that came from the server. */
  readonly received: readonly Message[]
  /** Lines of the log. */
  readonly logged: readonly string[]
  /** Sends a request and returns its answer. */
  ask(method: string, params?: object, signal?: AbortSignal): Promise<Message>
  /** Sends it with an id of the test. */
  askAs(
    id: string | number,
    method: string,
    params?: object,
    signal?: AbortSignal,
  ): Promise<Message>
  send(message: Message): Promise<void>
  /** The first message that came, or comes, and fits. */
  next(fits: (message: Message) => boolean): Promise<Message>
  /** `initialize` and `notifications/initialized` of a host of the 2025 era. */
  initialize(capabilities?: object): Promise<Message>
  close(): Promise<void>
}

export type HostOptions = Partial<Omit<UpstreamOptions, 'account' | 'receive'>> & {
  readonly tokens?: TestTokens
}

/** Opens the way to a server, as the bridge does it for its host. */
export function openBridgedHost(url: string, options: HostOptions = {}): BridgedHost {
  const { tokens, ...rest } = options
  const account = createTestAccount(url, tokens)
  const received: Message[] = []
  const logged: string[] = []
  const waiting = new Set<(message: Message) => void>()
  let count = 0
  const upstream = createUpstream({
    account,
    fetch: createRemoteFetch({ server: account.server, env: {} }),
    transport: 'auto',
    isRepeatable: () => false,
    log: createLog('debug', (line) => logged.push(line)),
    now: () => new Date(),
    wait: (_ms, signal) =>
      signal.aborted ? Promise.reject(new Error('stopped')) : Promise.resolve(),
    random: () => 0,
    ...rest,
    receive: (message) => {
      received.push(message)
      for (const look of [...waiting]) look(message)
    },
  })
  const next = async (fits: (message: Message) => boolean): Promise<Message> =>
    received.find(fits) ??
    (await new Promise((resolve) => {
      const look = (message: Message): void => {
        if (!fits(message)) return
        waiting.delete(look)
        resolve(message)
      }
      waiting.add(look)
    }))
  const askAs: BridgedHost['askAs'] = async (id, method, params, signal) => {
    await upstream.send(
      { jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) },
      signal ?? new AbortController().signal,
    )
    const answers = received.filter((message) => message['id'] === id && !('method' in message))
    const [answer] = answers
    if (answer === undefined || answers.length > 1)
      throw new Error(`${answers.length} answers to ${method}`)
    return answer
  }
  const send = async (message: Message): Promise<void> => {
    await upstream.send(message, new AbortController().signal)
  }
  return {
    upstream,
    account,
    received,
    logged,
    next,
    send,
    askAs,
    ask: async (method, params, signal) => await askAs((count += 1), method, params, signal),
    initialize: async (capabilities = {}) => {
      const clientInfo = { name: 'test-host', version: '1' }
      const hello = { protocolVersion: '2025-11-25', capabilities, clientInfo }
      const answer = await askAs('hello', 'initialize', hello)
      await send({ jsonrpc: '2.0', method: 'notifications/initialized' })
      return answer
    },
    close: async () => {
      await upstream.close()
    },
  }
}

import { PassThrough } from 'node:stream'

import type { AuditEntry } from '../../../../src/audit/event.js'
import { startBridge, type BridgeOptions } from '../../../../src/connect/host/bridge.js'
import { signInNeeded } from '../../../../src/connect/host/sign-in-needed.js'
import type { Seen, SeenStore } from '../../../../src/connect/seen/seen-store.js'
import { createUpstream } from '../../../../src/connect/upstream/heal/create-upstream.js'
import { readMessage } from '../../../../src/connect/host/wire.js'
import type { Message } from '../../../../src/connect/upstream/message.js'
import { createLog } from '../../../../src/log.js'
import { plainFetch } from '../plain-fetch.js'
import { createTestAccount, type TestAccount, type TestTokens } from '../test-account.js'

/** A host in this process, whose bridge leads to a real server. */
export interface BridgeInProcess {
  readonly account: TestAccount
  /** All that the host was sent. */
  readonly received: readonly Message[]
  readonly trail: readonly AuditEntry[]
  /** What is kept of the server. */
  readonly seen: () => Seen | undefined
  readonly send: (message: object) => void
  /** The first message that was sent to the host, or is, and fits. */
  readonly next: (fits: (message: Message) => boolean) => Promise<Message>
  /** Sends a request and waits for its answer. */
  readonly ask: (id: number | string, method: string, params?: object) => Promise<Message>
  readonly close: () => Promise<void>
}

export interface InProcessOptions extends Partial<BridgeOptions> {
  readonly tokens?: TestTokens
  readonly remembered?: Seen
}

const keptInMemory = (first: Seen | undefined) => {
  let kept = first
  const store: SeenStore = {
    read: () => Promise.resolve(kept),
    write: (seen) => {
      kept = seen
      return Promise.resolve()
    },
    forget: () => Promise.resolve(),
  }
  return { store, kept: () => kept }
}

/** Short enough for a test, in the order of the real ones. */
const limits = { knownMs: 50, strangerMs: 100, laterMs: 50 }

export function openBridgeInProcess(url: string, options: InProcessOptions = {}): BridgeInProcess {
  const { tokens, remembered, ...rest } = options
  const account = createTestAccount(url, tokens)
  const { store, kept } = keptInMemory(remembered)
  const received: Message[] = []
  const trail: AuditEntry[] = []
  const waiting = new Set<(message: Message) => void>()
  const stdin = new PassThrough()
  const bridge = startBridge({
    stdin,
    write: (line) => {
      const message = readMessage(line)
      if (message === undefined) throw new Error(`no message: ${line}`)
      received.push(message)
      for (const look of [...waiting]) look(message)
    },
    open: (receive, tools) =>
      createUpstream({
        account,
        fetch: plainFetch,
        transport: 'auto',
        receive,
        ...tools,
        onSignIn: async ({ challenge }) =>
          await Promise.reject(signInNeeded(account.server, challenge)),
        log: createLog('error', () => undefined),
        now: () => new Date(),
      }),
    account,
    seen: store,
    same: () => Promise.resolve(undefined),
    audit: {
      record: (entry) => trail.push(entry),
      begin: () => () => undefined,
    },
    now: () => new Date('2026-11-21T12:00:00Z'),
    log: createLog('error', () => undefined),
    origin: account.server.origin,
    version: '0.0.0',
    rewriteCommands: (text) => text,
    limits,
    ...rest,
  })
  const send = (message: object): void => {
    stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  }
  const next = async (fits: (message: Message) => boolean): Promise<Message> => {
    const known = received.find(fits)
    if (known !== undefined) return known
    return await new Promise((resolve) => {
      const look = (message: Message): void => {
        if (!fits(message)) return
        waiting.delete(look)
        resolve(message)
      }
      waiting.add(look)
    })
  }
  return {
    account,
    received,
    trail,
    seen: kept,
    send,
    next,
    ask: async (id, method, params = {}) => {
      send({ id, method, params })
      return await next((message) => message['id'] === id && message['method'] === undefined)
    },
    close: async () => {
      await bridge.close()
      stdin.destroy()
    },
  }
}

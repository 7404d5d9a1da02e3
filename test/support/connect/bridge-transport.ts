import { createUpstream } from '../../../src/connect/upstream/heal/create-upstream.js'
import type { Message } from '../../../src/connect/upstream/message.js'
import type { Upstream } from '../../../src/connect/upstream/upstream.js'
import type { UpstreamOptions } from '../../../src/connect/upstream/heal/upstream-options.js'
import { createLog } from '../../../src/log.js'
import { plainFetch } from './plain-fetch.js'
import { createTestAccount } from './test-account.js'

/** A transport for the SDK's clients whose other end is a server elsewhere. */
export class BridgeTransport<Wire extends object> {
  onmessage?: (message: Wire) => void
  onclose?: () => void
  onerror?: (error: Error) => void
  readonly #upstream: Upstream
  readonly #failed = new Set<unknown>()

  constructor(
    url: string,
    read: (message: Message) => Wire,
    options: Partial<UpstreamOptions> = {},
    token?: string,
  ) {
    this.#upstream = createUpstream({
      account: createTestAccount(url, token === undefined ? {} : { first: token }),
      fetch: plainFetch,
      transport: 'auto',
      isRepeatable: () => true,
      log: createLog('error', () => undefined),
      now: () => new Date(),
      ...options,
      receive: (message) => this.onmessage?.(read(message)),
    })
  }

  /** What messages failed with. */
  get failed(): ReadonlySet<unknown> {
    return this.#failed
  }

  start(): Promise<void> {
    return Promise.resolve()
  }

  send(message: Wire): Promise<void> {
    const sent = Object.fromEntries(Object.entries(message))
    this.#upstream.send(sent, new AbortController().signal).catch((thrown: unknown) => {
      this.#failed.add(thrown)
    })
    return Promise.resolve()
  }

  async close(): Promise<void> {
    await this.#upstream.close()
    this.onclose?.()
  }
}

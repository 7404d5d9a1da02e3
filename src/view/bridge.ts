import { fieldsOf, textIn, type Fields } from '../picture/answer/fields.js'

/** What a host tells a view. */
export interface HostEvents {
  readonly onInput: (args: Fields) => void
  readonly onResult: (result: Fields) => void
  readonly onCancelled: () => void
  readonly onContext: (changed: Fields) => void
  readonly onTeardown: () => void
}

const readyAfterMs = 3_000
const openWithinMs = 8_000
const answerWithinMs = 30_000

const hello = {
  protocolVersion: '2026-01-26',
  appInfo: { name: 'jhe-mcp', version: '1' },
  appCapabilities: { availableDisplayModes: ['inline', 'fullscreen'] },
}

interface Waiting {
  readonly resolve: (result: Fields) => void
  readonly reject: (reason: Error) => void
}

const post = (message: object): void => {
  window.parent.postMessage({ jsonrpc: '2.0', ...message }, '*')
}

/** What a host tells, by the names of its messages. */
const heardBy = ({ onInput, onResult, onCancelled, onContext }: HostEvents) =>
  new Map<string, (params: Fields) => void>([
    [
      'ui/notifications/tool-input',
      ({ arguments: args }) => {
        onInput(fieldsOf(args))
      },
    ],
    ['ui/notifications/tool-result', onResult],
    ['ui/notifications/tool-cancelled', onCancelled],
    ['ui/notifications/host-context-changed', onContext],
  ])

/**
 * The way to the host: JSON-RPC over messages between windows (MCP Apps 2026-01-26). It listens to
 * the window around this one, and to no other.
 */
export class Bridge {
  private readonly waiting = new Map<unknown, Waiting>()
  private last = 0
  private heard: ReadonlyMap<string, (params: Fields) => void> = new Map()
  private onTeardown: () => void = () => undefined

  tell(method: string, params: object = {}): void {
    post({ method, params })
  }

  /** @throws Error where the host refuses, or does not answer in time */
  async ask(method: string, params: object, withinMs = answerWithinMs): Promise<Fields> {
    this.last += 1
    const id = this.last
    return await new Promise<Fields>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      setTimeout(() => {
        this.waiting.delete(id)
        reject(new Error('The host does not answer.'))
      }, withinMs)
      post({ id, method, params })
    })
  }

  /**
   * Introduces the view. It tells that it is ready after 3 seconds at the latest, since some hosts
   * wait for that before they answer or show anything.
   * @param events told from now on
   * @returns the host's answer, or undefined where there is none within 8 seconds
   */
  async open(events: HostEvents): Promise<Fields | undefined> {
    this.listen(events)
    let isReady = false
    const ready = (): void => {
      if (!isReady) this.tell('ui/notifications/initialized')
      isReady = true
    }
    const timer = setTimeout(ready, readyAfterMs)
    const answer = await this.ask('ui/initialize', hello, openWithinMs).catch(() => undefined)
    clearTimeout(timer)
    if (answer !== undefined) events.onContext(fieldsOf(answer['hostContext']))
    ready()
    return answer
  }

  private listen(events: HostEvents): void {
    this.heard = heardBy(events)
    this.onTeardown = events.onTeardown
    window.addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
      const message = fieldsOf(data)
      if (source === window.parent && message['jsonrpc'] === '2.0') this.take(message)
    })
  }

  private take(message: Fields): void {
    const { id, method } = message
    if (typeof method !== 'string') this.settle(message)
    else if (id !== undefined) this.answer(method, id)
    else this.heard.get(method)?.(fieldsOf(message['params']))
  }

  private settle({ id, result, error }: Fields): void {
    const asked = this.waiting.get(id)
    this.waiting.delete(id)
    if (error === undefined) asked?.resolve(fieldsOf(result))
    else asked?.reject(new Error(textIn(fieldsOf(error)['message']) ?? 'The host refuses.'))
  }

  private answer(method: string, id: unknown): void {
    if (method === 'ui/resource-teardown') this.onTeardown()
    const isKnown = method === 'ping' || method === 'ui/resource-teardown'
    const error = { code: -32_601, message: 'Method not found' }
    post(isKnown ? { id, result: {} } : { id, error })
  }
}

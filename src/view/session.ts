import type { Fields } from '../picture/answer/fields.js'
import type { Host } from './host.js'
import { textsOf, type ToolCalls } from './tool-calls.js'

const resultWithinMs = 20_000

/**
 * One view's way to its tool. It shows the first result that has data. Some hosts take the data out
 * of results, empty them, or send none: then the view asks its tool itself, once.
 */
export class Session {
  private readonly host: Host
  private readonly calls: ToolCalls
  private args: Fields | undefined
  private early: Fields | undefined
  private isOpen = false
  private isGone = false
  private hasAsked = false

  constructor(host: Host, calls: ToolCalls) {
    this.host = host
    this.calls = calls
  }

  /** @param onContext the host says something new of itself */
  async open(onContext: () => void): Promise<void> {
    const hasHost = await this.host.open({
      onInput: (args) => {
        this.args ??= args
      },
      onResult: (result) => {
        this.take(result)
      },
      onCancelled: () => {
        if (!this.calls.isDrawn) this.calls.say('The call was cancelled', '', this.args)
      },
      onContext,
      onTeardown: () => {
        this.isGone = true
        this.calls.drop()
      },
    })
    this.isOpen = true
    if (this.early !== undefined) this.take(this.early)
    if (!hasHost && !this.calls.isDrawn) {
      const text = 'This page shows answers of a tool inside a host of MCP Apps.'
      this.calls.say('No host', text, undefined)
      return
    }
    setTimeout(() => {
      this.askOnce('')
    }, resultWithinMs)
  }

  private askOnce(text: string): void {
    const { args, calls, host } = this
    if (calls.isDrawn || this.isGone || this.hasAsked) return
    if (args !== undefined && host.canAsk) {
      this.hasAsked = true
      void calls.ask(calls.tool.drawnBy?.(args) ?? args)
      return
    }
    calls.say(text === '' ? 'No result arrived' : 'Answer in words', text, args)
  }

  /** A result of the host; those that come before it has introduced itself wait for that. */
  private take(result: Fields): void {
    const { calls } = this
    if (calls.isDrawn || this.isGone) return
    if (!this.isOpen) {
      const isBetter = calls.tool.hasData(result['structuredContent'])
      if (this.early === undefined || isBetter) this.early = result
    } else if (!calls.show(this.args ?? {}, result)) this.askOnce(textsOf(result))
  }
}

import { fieldsOf, rowsOf, textIn, type Fields } from '../picture/answer/fields.js'
import { Bridge } from './bridge.js'
import { button } from './dom.js'

/** What a view shows at a time. */
export interface Screen {
  /** The answer of a question, both as they came. */
  readonly draw: (args: Fields, answer: Fields) => void
  /** Text instead of a picture, or above the old one. */
  readonly say: (heading: string, text: string, retry: HTMLElement | undefined) => void
  readonly setBusy: (isBusy: boolean) => void
  readonly applyContext: (context: Fields) => void
}

/** The tool of a view. */
interface ViewedTool {
  readonly name: string
  /** The answer holds what is drawn; an emptied one does not. */
  readonly hasData: (answer: unknown) => boolean
}

const resultWithinMs = 20_000

const headings: ReadonlyMap<string, string> = new Map([
  ['NOT_VISIBLE', 'Not visible to you'],
  ['SIGN_IN_REQUIRED', 'Nobody is signed in'],
  ['DATABASE_UNAVAILABLE', 'The database cannot be reached'],
  ['INPUT_INVALID', 'This cannot be asked'],
])

const textsOf = (result: Fields): string =>
  rowsOf(result['content'])
    .map(({ text }) => textIn(text) ?? '')
    .filter((text) => text !== '')
    .join('\n')

/**
 * One view's way to its tool. It shows the first result that has data. Some hosts take the data out
 * of results, empty them, or send none: then the view asks its tool itself, once.
 */
export class Session {
  readonly bridge: Bridge
  private readonly tool: ViewedTool
  private readonly screen: Screen
  private args: Fields | undefined
  private capabilities: Fields = {}
  private early: Fields | undefined
  private isOpen = false
  private isDrawn = false
  private isGone = false
  private hasAsked = false
  /** The number of the newest question; answers of older ones are dropped. */
  private newest = 0

  constructor(tool: ViewedTool, screen: Screen) {
    this.tool = tool
    this.screen = screen
    this.bridge = new Bridge({
      onInput: (args) => {
        this.args ??= args
      },
      onResult: (result) => {
        this.take(result)
      },
      onCancelled: () => {
        if (!this.isDrawn) screen.say('The call was cancelled', '', this.retryOf(this.args))
      },
      onContext: screen.applyContext,
      onTeardown: () => {
        this.isGone = true
      },
    })
  }

  can(capability: string): boolean {
    return Object.hasOwn(this.capabilities, capability)
  }

  async open(): Promise<void> {
    const answer = await this.bridge.open()
    this.isOpen = true
    this.capabilities = fieldsOf(answer?.['hostCapabilities'])
    if (this.early !== undefined) this.take(this.early)
    if (answer === undefined && !this.isDrawn) {
      const text = 'This page shows answers of a tool inside a host of MCP Apps.'
      this.screen.say('No host', text, undefined)
      return
    }
    setTimeout(() => {
      this.askOnce('')
    }, resultWithinMs)
  }

  /** Asks the tool and draws what it answers; of several questions the last one wins. */
  async ask(args: Fields): Promise<void> {
    this.newest += 1
    const question = this.newest
    const isOver = (): boolean => this.isGone || question !== this.newest
    this.screen.setBusy(true)
    const params = { name: this.tool.name, arguments: args }
    const answer = await this.bridge.ask('tools/call', params).catch(failureOf)
    if (isOver()) return
    if (!this.show(args, answer)) {
      this.screen.say('No picture', textsOf(answer), this.retryOf(args))
    }
    this.screen.setBusy(false)
  }

  private retryOf(args: Fields | undefined): HTMLElement | undefined {
    if (args === undefined || !this.can('serverTools')) return undefined
    return button('Ask again', '', () => {
      void this.ask(args)
    })
  }

  /** @returns whether there was something to show */
  private show(args: Fields, result: Fields): boolean {
    const answer = result['structuredContent']
    if (result['isError'] === true) {
      const text = textsOf(result)
      const [, code = '', rest = text] = /^([A-Z][A-Z_]+): (.*)$/s.exec(text) ?? []
      this.screen.say(headings.get(code) ?? 'No answer', rest, this.retryOf(args))
      return true
    }
    if (!this.tool.hasData(answer)) return false
    this.isDrawn = true
    this.screen.draw(args, fieldsOf(answer))
    return true
  }

  private askOnce(text: string): void {
    if (this.isDrawn || this.isGone || this.hasAsked) return
    if (this.args !== undefined && this.can('serverTools')) {
      this.hasAsked = true
      void this.ask(this.args)
      return
    }
    this.screen.say(text === '' ? 'No result arrived' : '', text, this.retryOf(this.args))
  }

  /** A result of the host; those that come before it has introduced itself wait for that. */
  private take(result: Fields): void {
    if (this.isDrawn || this.isGone) return
    if (!this.isOpen) {
      const isBetter = this.tool.hasData(result['structuredContent'])
      if (this.early === undefined || isBetter) this.early = result
    } else if (!this.show(this.args ?? {}, result)) this.askOnce(textsOf(result))
  }
}

/** A question that the host did not answer, as a result. */
const failureOf = (thrown: unknown): Fields => ({
  isError: true,
  content: [{ type: 'text', text: thrown instanceof Error ? thrown.message : '' }],
})

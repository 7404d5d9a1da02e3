import { fieldsOf, rowsOf, textIn, type Fields } from '../picture/answer/fields.js'

/** What a view shows of the calls of a tool. */
export interface Screen {
  /** The answer of a question, both as they came. */
  readonly draw: (args: Fields, answer: Fields) => void
  /** Text instead of a picture, or above the old one. */
  readonly say: (heading: string, text: string, retry: (() => void) | undefined) => void
  readonly setBusy: (isBusy: boolean) => void
}

/** The tool of a view. */
export interface ViewedTool {
  readonly name: string
  /** The answer holds what is drawn; an emptied one does not. */
  readonly hasData: (answer: unknown) => boolean
  /** What the view asks itself, where an answer to these arguments cannot be drawn. */
  readonly drawnBy?: (args: Fields) => Fields
}

const headings: ReadonlyMap<string, string> = new Map([
  ['NOT_VISIBLE', 'Not visible to you'],
  ['SIGN_IN_REQUIRED', 'Nobody is signed in'],
  ['DATABASE_UNAVAILABLE', 'The database cannot be reached'],
  ['INPUT_INVALID', 'This cannot be asked'],
])

/** The texts of a result. */
export const textsOf = (result: Fields): string =>
  rowsOf(result['content'])
    .map(({ text }) => textIn(text) ?? '')
    .filter((text) => text !== '')
    .join('\n')

/** What calls need of a host. */
interface CallingHost {
  readonly canAsk: boolean
  readonly call: (name: string, args: Fields) => Promise<Fields>
}

/** Calls of one tool, and what is shown of their answers: of several the last one wins. */
export class ToolCalls {
  readonly tool: ViewedTool
  private readonly host: CallingHost
  private readonly screen: Screen
  private hasDrawn = false
  /** The number of the newest question; answers of older ones are dropped. */
  private newest = 0

  constructor(host: CallingHost, tool: ViewedTool, screen: Screen) {
    this.host = host
    this.tool = tool
    this.screen = screen
  }

  /** An answer has been drawn. */
  get isDrawn(): boolean {
    return this.hasDrawn
  }

  /** Asks the tool and draws what it answers. */
  async ask(args: Fields): Promise<void> {
    this.newest += 1
    const question = this.newest
    this.screen.setBusy(true)
    const result = await this.host.call(this.tool.name, args)
    if (question !== this.newest) return
    try {
      if (!this.show(args, result)) this.say('No picture', textsOf(result), args)
    } finally {
      this.screen.setBusy(false)
    }
  }

  /** Drops what has not been answered yet. */
  drop(): void {
    this.newest += 1
  }

  /** @returns whether there was something to show */
  show(args: Fields, result: Fields): boolean {
    const answer = result['structuredContent']
    if (result['isError'] === true) {
      const text = textsOf(result)
      const [, code = '', rest = text] = /^([A-Z][A-Z_]+): (.*)$/s.exec(text) ?? []
      this.say(headings.get(code) ?? 'No answer', rest, args)
      return true
    }
    if (!this.tool.hasData(answer)) return false
    this.hasDrawn = true
    this.screen.draw(args, fieldsOf(answer))
    return true
  }

  /** @param args what can be asked again, where the host lets it */
  say(heading: string, text: string, args: Fields | undefined): void {
    const retry =
      args === undefined || !this.host.canAsk
        ? undefined
        : () => {
            void this.ask(args)
          }
    this.screen.say(heading, text, retry)
  }
}

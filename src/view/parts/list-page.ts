import type { Fields } from '../../picture/answer/fields.js'
import { el } from '../dom.js'
import type { Host } from '../host.js'
import { ToolCalls, type ViewedTool } from '../tool-calls.js'
import { OpenedTable, type TableWords } from './data-table.js'
import { Frame, type FrameWords } from './frame.js'
import type { Home } from './in-place.js'
import { Pager } from './pager.js'
import type { Row } from './rows.js'
import type { SaveButtons, SavedFiles } from './save.js'
import { fullScreenButton, toolbarOf } from './toolbar.js'

/** What a list shows of an answer. */
export interface ListContent {
  readonly words: FrameWords
  /** What stands above the rows. */
  readonly head: readonly Row[]
  readonly rows: readonly Row[]
  /** What stands where there are no rows. */
  readonly empty: string
  readonly table: TableWords
  /** What is looked at, for the model: names and ids, never values. */
  readonly lookedAt: string
  /** What it is saved as, where it can be saved. */
  readonly files?: SavedFiles
}

/** The page of an answer that is a list: rows with small drawings, a pager, and a table. */
export class ListPage implements Home {
  readonly element: HTMLElement
  readonly calls: ToolCalls
  private readonly host: Host
  private readonly frame: Frame
  private readonly head = el('div')
  private readonly list = el('div', { class: 'rows' })
  private readonly fullScreen: HTMLButtonElement
  private readonly table: OpenedTable
  private readonly saves: SaveButtons | undefined
  private readonly pager: Pager
  private content: ListContent | undefined

  /**
   * @param contentOf reads an answer, with the arguments that it was asked with
   * @param saves nothing can be saved without
   */
  constructor(
    host: Host,
    tool: ViewedTool,
    contentOf: (args: Fields, answer: Fields) => ListContent,
    saves?: SaveButtons,
  ) {
    this.host = host
    this.fullScreen = fullScreenButton(host)
    this.table = new OpenedTable(() => this.content?.table)
    this.pager = new Pager(() => {
      this.redraw()
    })
    this.saves = saves
    const { pager, table, fullScreen } = this
    const buttons = saves?.elements ?? []
    const toolbar = toolbarOf(pager.element, table.button, ...buttons, fullScreen)
    this.frame = new Frame([this.head, this.list, toolbar], [this.table.element], host.title)
    this.element = this.frame.element
    this.calls = new ToolCalls(host, tool, {
      draw: (args, answer) => {
        this.draw(contentOf(args, answer))
      },
      say: (heading, text, retry) => {
        this.frame.say(heading, text, retry)
      },
      setBusy: (isBusy) => {
        this.frame.setBusy(isBusy)
      },
    })
  }

  redraw(): void {
    const { content, host } = this
    if (content === undefined) return
    this.fullScreen.hidden = !host.canFullScreen
    this.saves?.update(content.files)
    for (const { element, redraw } of [...content.head, ...content.rows]) {
      element.hidden = false
      redraw(host.palette)
    }
    const limit = host.heightLimit
    this.pager.fit(
      content.rows.map(({ element }) => element),
      () => limit !== undefined && this.frame.over(limit) > 0,
    )
  }

  isLookedAt(): void {
    if (this.content !== undefined) this.host.looksAt(this.content.lookedAt)
  }

  private draw(content: ListContent): void {
    const { words, head, rows, empty } = content
    this.content = content
    this.head.replaceChildren(...head.map(({ element }) => element))
    this.list.replaceChildren(
      ...(rows.length === 0 ? [el('p', { class: 'empty' }, empty)] : []),
      ...rows.map(({ element }) => element),
    )
    this.pager.reset()
    this.frame.fill(words)
    this.redraw()
    this.table.refill()
    this.isLookedAt()
  }
}

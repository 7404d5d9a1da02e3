import { hasObservations } from '../../picture/answer/observations-answer.js'
import { textIn, without, type Fields } from '../../picture/answer/fields.js'
import {
  observationsPicture,
  type ObservationsPicture,
} from '../../picture/observations-picture.js'
import { momentText } from '../../picture/words/reading.js'
import { el, foreign } from '../dom.js'
import type { Host } from '../host.js'
import type { ViewPage } from '../open-view.js'
import { OpenedTable } from '../parts/data-table.js'
import { Frame } from '../parts/frame.js'
import { Pages } from '../parts/pages.js'
import { SaveButtons } from '../parts/save.js'
import { fullScreenButton, toolbarOf } from '../parts/toolbar.js'
import { ToolCalls } from '../tool-calls.js'
import { lookedAt } from './looked-at.js'
import { readingCell, rowTable } from './row-table.js'
import { observationsFiles } from './save.js'
import { TimeLine } from './time-line.js'
import { TypeFilter } from './type-filter.js'

const tool = { name: 'get_patient_observations', hasData: hasObservations }

/** What is shown at the moment, and how it was asked for. */
interface Shown {
  readonly args: Fields
  readonly answer: Fields
  readonly picture: ObservationsPicture
}

/** The page before, and the one that follows. */
const newestFirst = ['Newer', 'Older'] as const
const oldestFirst = ['Older', 'Newer'] as const

/** Rows that stand beneath the picture without being asked for. */
const mostOpenRows = 25
/** Pixels; narrower than this a table has few columns. */
const roomForColumns = 560

/** The page of single observations: a time line with a slider, buttons, and a table of all rows. */
export class ObservationsPage implements ViewPage {
  readonly element: HTMLElement
  readonly calls: ToolCalls
  private readonly host: Host
  private readonly frame: Frame
  private readonly timeLine = new TimeLine()
  private readonly slider = el('input', {
    ...{ type: 'range', min: '0', 'aria-label': 'Reading', dir: 'ltr' },
  })
  private readonly value = el('p', { class: 'value' })
  private readonly filter: TypeFilter
  private readonly pages: Pages
  private readonly table: OpenedTable
  private readonly fullScreen: HTMLButtonElement
  private readonly saves: SaveButtons
  private shown: Shown | undefined
  private isBusy = false
  private isNarrow = false

  constructor(host: Host) {
    this.host = host
    this.fullScreen = fullScreenButton(host)
    this.saves = new SaveButtons(host)
    this.filter = new TypeFilter((dataType) => {
      this.askFor(dataType)
    })
    this.pages = new Pages((args) => {
      void this.calls.ask(args)
    })
    this.table = new OpenedTable(() =>
      this.shown === undefined ? undefined : rowTable(this.shown.picture, this.isNarrow),
    )
    this.frame = new Frame(
      [this.timeLine.element, this.slider, this.value, this.toolbar()],
      [this.table.element],
      host.title,
    )
    this.element = this.frame.element
    this.slider.addEventListener('input', () => {
      this.read()
    })
    this.timeLine.onPlace = (at) => {
      this.slider.value = String(at)
      this.read()
    }
    this.calls = this.callsOf()
  }

  redraw(): void {
    if (this.shown === undefined) return
    const { picture } = this.shown
    this.frame.reword(picture)
    for (const part of [this.slider, this.value]) part.hidden = picture.panels.length === 0
    this.updateToolbar()
    const isNarrow = this.element.clientWidth < roomForColumns
    if (isNarrow !== this.isNarrow) {
      this.isNarrow = isNarrow
      this.table.refill()
    }
    this.timeLine.draw(picture, { host: this.host, frame: this.frame })
    this.slider.style.marginInlineStart = `${this.timeLine.inset}px`
    this.read()
  }

  private toolbar(): HTMLElement {
    const { filter, pages, table, saves, fullScreen } = this
    const asking = [filter.element, pages.back, pages.next]
    return toolbarOf(...asking, table.button, ...saves.elements, fullScreen)
  }

  private callsOf(): ToolCalls {
    return new ToolCalls(this.host, tool, {
      draw: (args, answer) => {
        this.draw(args, answer)
      },
      say: (heading, text, retry) => {
        this.frame.say(heading, text, retry)
      },
      setBusy: (isBusy) => {
        this.isBusy = isBusy
        this.frame.setBusy(isBusy)
        this.updateToolbar()
      },
    })
  }

  private askFor(dataType: string): void {
    if (this.shown === undefined) return
    const args = without(this.shown.args, ['cursor', 'data_type'])
    void this.calls.ask(dataType === '' ? args : { ...args, data_type: dataType })
  }

  private draw(args: Fields, answer: Fields): void {
    const { host } = this
    const picture = observationsPicture(args, answer, { order: host.dateOrder, now: Date.now() })
    const { rows, drawn } = picture.answer
    const isFirst = this.shown === undefined
    this.shown = { args, answer, picture }
    this.pages.take(args, answer)
    const isOldestFirst = textIn(args['order']) === 'oldest'
    const [back, next] = isOldestFirst ? oldestFirst : newestFirst
    this.pages.label(back, next)
    this.filter.take(picture.asked.dataType, [...new Set(rows.map(({ dataType }) => dataType))])
    const last = String(Math.max(drawn.length - 1, 0))
    this.slider.max = last
    this.slider.value = last
    this.frame.fill(picture)
    this.redraw()
    if (isFirst) this.openShort(rows.length)
    else this.table.refill()
    host.looksAt(lookedAt(picture))
  }

  /** A short table stands open where there is room for it, until the person closes it. */
  private openShort(rows: number): void {
    const limit = this.host.heightLimit
    this.table.setOpen(rows > 0 && rows <= mostOpenRows)
    if (limit !== undefined && this.element.scrollHeight > limit) this.table.setOpen(false)
  }

  /** Shows the reading that the slider is at. */
  private read(): void {
    const row = this.shown?.picture.answer.drawn[Number(this.slider.value)]
    if (row?.slot === undefined || this.shown === undefined) return
    const when = momentText(row.slot, this.shown.picture.order)
    const what = `${readingCell(row)} · ${row.source}`
    this.value.replaceChildren(el('b', {}, foreign(when)), ' ', foreign(what))
    this.slider.setAttribute('aria-valuetext', `${when} ${what}`)
    this.timeLine.point(row.slot)
  }

  private updateToolbar(): void {
    const { shown, host, isBusy } = this
    const canAsk = host.canAsk && shown !== undefined
    this.fullScreen.hidden = !host.canFullScreen
    this.saves.update(shown && observationsFiles(shown))
    this.filter.update(canAsk, isBusy)
    this.pages.update(canAsk, isBusy)
  }
}

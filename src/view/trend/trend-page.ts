import { hasBuckets, type Slot } from '../../picture/answer/trend-answer.js'
import { textIn, type Fields } from '../../picture/answer/fields.js'
import { middleOf } from '../../picture/kinds/kind.js'
import { trendPicture, type TrendPicture } from '../../picture/trend-picture.js'
import { el, foreign } from '../dom.js'
import type { Host } from '../host.js'
import type { ViewPage } from '../open-view.js'
import { OpenedTable } from '../parts/data-table.js'
import { Frame } from '../parts/frame.js'
import { nearest } from '../parts/nearest.js'
import type { SaveButtons, SavedFiles } from '../parts/save.js'
import { fullScreenButton } from '../parts/toolbar.js'
import { ToolCalls } from '../tool-calls.js'
import { chartsOf, type ShownChart } from './charts.js'
import { clockButton, type ClockButton } from './clock-button.js'
import { bucketTable } from './data-table.js'
import { lookedAt } from './looked-at.js'
import { beside, byClocksOf, inSteps, nextPart, zoomed } from './questions.js'
import { slotsOf, valueOf } from './reader.js'
import { createToolbar, type Toolbar } from './toolbar.js'

/** What is drawn at the moment, and how it was asked for. */
interface Shown {
  readonly args: Fields
  readonly answer: Fields
  readonly picture: TrendPicture
  readonly slots: readonly Slot[]
}

/** What saves a trend, and as what. */
export interface TrendSaves {
  readonly buttons: SaveButtons
  readonly filesOf: (args: Fields, picture: TrendPicture) => SavedFiles
}

/** What not every trend has. */
export interface TrendOptions {
  /** Stands before the title, such as a way back. */
  readonly before?: readonly HTMLElement[]
  /** Nothing can be saved without. */
  readonly saves?: TrendSaves
  /** Told the charts whenever they are drawn, and what zooms into a part of their time. */
  readonly onCharts?: (
    charts: readonly ShownChart[],
    onZoom: (from: number, to: number) => void,
  ) => void
}

const trendTool = { name: 'get_observation_trend', hasData: hasBuckets }

const chartHeight = 240
const leastChart = 180

/** The page of a trend: charts with a slider through their buckets, buttons, and a table. */
export class TrendPage implements ViewPage {
  readonly element: HTMLElement
  readonly calls: ToolCalls
  private readonly host: Host
  private readonly frame: Frame
  private readonly charts = el('div')
  private readonly slider = el('input', {
    ...{ type: 'range', min: '0', 'aria-label': 'Bucket', dir: 'ltr' },
  })
  private readonly value = el('p', { class: 'value' })
  private readonly clocks: ClockButton
  private readonly fullScreen: HTMLButtonElement
  private readonly options: TrendOptions
  private readonly table: OpenedTable
  private readonly toolbar: Toolbar
  private shown: Shown | undefined
  private drawn: readonly ShownChart[] = []
  private isBusy = false

  constructor(host: Host, options: TrendOptions) {
    this.host = host
    this.fullScreen = fullScreenButton(host)
    this.table = new OpenedTable(() =>
      this.shown === undefined ? undefined : bucketTable(this.shown.picture, this.shown.slots),
    )
    this.clocks = clockButton(host, (zone) => {
      this.ask(({ args }) => byClocksOf(args, zone))
    })
    this.options = options
    this.toolbar = this.toolbarOf()
    this.frame = new Frame(
      [this.charts, this.slider, this.value, this.toolbar.element],
      [this.table.element],
      host.title,
    )
    this.frame.before.append(...(options.before ?? []))
    this.element = this.frame.element
    this.slider.addEventListener('input', () => {
      this.read()
    })
    this.calls = new ToolCalls(host, trendTool, {
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

  redraw(): void {
    if (this.shown === undefined) return
    const { picture, slots } = this.shown
    this.frame.reword(picture)
    for (const part of [this.slider, this.value]) part.hidden = slots.length === 0
    this.updateToolbar()
    this.fit(picture)
    this.read()
  }

  private toolbarOf(): Toolbar {
    const actions = {
      onStep: (bucket: string) => {
        this.ask(({ args }) => inSteps(args, bucket))
      },
      onBeside: (sign: 1 | -1) => {
        this.ask(({ args, picture }) => beside(args, picture, sign))
      },
      onNextPart: () => {
        this.ask(({ args, answer }) => nextPart(args, answer))
      },
      onZoom: () => {
        this.zoomAround()
      },
    }
    const saves = this.options.saves?.buttons.elements ?? []
    const others = [this.table.button, this.clocks.element, ...saves, this.fullScreen]
    return createToolbar(actions, others)
  }

  private ask(question: (shown: Shown) => Fields | undefined): void {
    const args = this.shown === undefined ? undefined : question(this.shown)
    if (args !== undefined) void this.calls.ask(args)
  }

  private zoom(from: number, to: number): void {
    if (this.host.canAsk && !this.isBusy) {
      this.ask(({ args, picture }) => zoomed(args, picture.asked.bucket, from, to))
    }
  }

  /** Zooms to a third of what is shown, around the bucket that is read. */
  private zoomAround(): void {
    const { shown } = this
    const slot = shown?.slots[Number(this.slider.value)]
    if (shown?.picture.period === undefined || slot === undefined) return
    const { from, to } = shown.picture.period
    const length = Math.max((to - from) / 3, slot.end.instant - slot.start.instant)
    const start = Math.min(Math.max(middleOf(slot) - length / 2, from), Math.max(to - length, from))
    this.zoom(start, start + length)
  }

  private draw(args: Fields, answer: Fields): void {
    const picture = trendPicture(args, answer, this.host.dateOrder)
    const slots = slotsOf(picture)
    this.shown = { args, answer, picture, slots }
    const last = String(Math.max(slots.length - 1, 0))
    this.slider.max = last
    this.slider.value = last
    this.frame.fill(picture)
    this.redraw()
    this.table.refill()
    this.host.looksAt(lookedAt(picture))
  }

  /** In a height that is fixed the figures go first, then the chart gets lower. */
  private fit(picture: TrendPicture): void {
    const height = this.host.fixedHeight
    this.frame.setCompact(false)
    this.drawCharts(picture, chartHeight)
    if (height === undefined || this.frame.over(height) <= 0) return
    this.frame.setCompact(true)
    const over = this.frame.over(height)
    if (over > 0) this.drawCharts(picture, Math.max(chartHeight - over, leastChart))
  }

  private drawCharts(picture: TrendPicture, height: number): void {
    const width = Math.max(Math.floor(this.charts.clientWidth), 240)
    this.drawn = chartsOf(picture, { width, height, palette: this.host.palette })
    this.charts.replaceChildren(
      ...(this.drawn.length === 0 ? [el('p', { class: 'empty' }, 'No readings')] : []),
      ...this.drawn.map(({ element }) => element),
    )
    this.slider.style.marginInlineStart = `${this.drawn[0]?.plot.left ?? 0}px`
    for (const { element, instantAt } of this.drawn) {
      element.addEventListener('pointermove', ({ clientX, target }) => {
        if (target instanceof SVGElement) this.placeAt(instantAt(clientX))
      })
    }
    if (picture.words.isDayProfile) return
    this.options.onCharts?.(this.drawn, (from, to) => {
      this.zoom(from, to)
    })
  }

  private placeAt(instant: number): void {
    this.slider.value = String(nearest(this.shown?.slots ?? [], middleOf, instant))
    this.read()
  }

  /** Shows the numbers of the bucket that the slider is at. */
  private read(): void {
    const slot = this.shown?.slots[Number(this.slider.value)]
    if (slot === undefined || this.shown === undefined) return
    const { when, what } = valueOf(this.shown.picture, slot)
    this.value.replaceChildren(el('b', {}, foreign(when)), ' ', foreign(what))
    this.slider.setAttribute('aria-valuetext', `${when} ${what}`)
    for (const chart of this.drawn) chart.point(middleOf(slot))
  }

  private updateClocks(): void {
    this.clocks.update(this.shown?.picture.answer.zone, this.isBusy)
  }

  private updateToolbar(): void {
    const { shown, host } = this
    this.fullScreen.hidden = !host.canFullScreen
    this.updateClocks()
    const { saves } = this.options
    saves?.buttons.update(shown && saves.filesOf(shown.args, shown.picture))
    this.toolbar.update({
      bucket: shown?.picture.words.bucket ?? '',
      canAsk: host.canAsk && shown !== undefined,
      isDayProfile: shown?.picture.words.isDayProfile === true,
      hasLater: textIn(shown?.args['end']) !== undefined,
      hasNextPart: shown !== undefined && nextPart(shown.args, shown.answer) !== undefined,
      isBusy: this.isBusy,
    })
  }
}

import { fieldsOf, listIn, numberIn, textIn, type Fields } from '../../picture/answer/fields.js'
import { hasBuckets, type Slot } from '../../picture/answer/trend-answer.js'
import { middleOf } from '../../picture/kinds/kind.js'
import { lightPalette, type Palette } from '../../picture/palette.js'
import { trendPicture, type TrendPicture } from '../../picture/trend-picture.js'
import { dateOrderOf } from '../../picture/words/dates.js'
import { el, foreign } from '../dom.js'
import { Session } from '../session.js'
import { applyTheme } from '../theme.js'
import { chartsOf, type ShownChart } from './charts.js'
import { dataTable } from './data-table.js'
import { beside, inSteps, nextPart } from './questions.js'
import { nearest, slotsOf, valueOf } from './reader.js'
import { createToolbar, type Toolbar } from './toolbar.js'

/** What is drawn at the moment, and how it was asked for. */
interface Shown {
  readonly args: Fields
  readonly answer: Fields
  readonly picture: TrendPicture
  readonly slots: readonly Slot[]
}

const chartHeight = 240
const leastChart = 180

/** The page of a trend: charts with a slider through their buckets, buttons, and a table. */
export class TrendPage {
  readonly element = el('main', {}, el('p', { class: 'loading' }, 'Loading …'))
  readonly session: Session
  private readonly heading = el('h1')
  private readonly subtitle = el('p', { class: 'muted' })
  private readonly message = el('div', { class: 'message', role: 'status' })
  private readonly charts = el('div')
  private readonly slider = el('input', {
    ...{ type: 'range', min: '0', 'aria-label': 'Bucket', dir: 'ltr' },
  })
  private readonly value = el('p', { class: 'value' })
  private readonly withheld = el('div')
  private readonly notes = el('div', { class: 'notes' })
  private readonly table = el('div', { class: 'table' })
  private readonly toolbar: Toolbar
  private context: Fields = {}
  private palette: Palette = lightPalette
  private shown: Shown | undefined
  private drawn: readonly ShownChart[] = []
  private isBusy = false
  private isTableOpen = false
  private width = 0
  private height = 0

  constructor() {
    this.toolbar = createToolbar({
      onStep: (bucket) => {
        this.ask(({ args }) => inSteps(args, bucket))
      },
      onBeside: (sign) => {
        this.ask(({ args, picture }) => beside(args, picture, sign))
      },
      onNextPart: () => {
        this.ask(({ args, answer }) => nextPart(args, answer))
      },
      onTable: (isOpen) => {
        this.isTableOpen = isOpen
        this.fillTable()
      },
      onFullScreen: () => {
        const mode = { mode: 'fullscreen' }
        this.session.bridge.ask('ui/request-display-mode', mode).catch(() => undefined)
      },
    })
    this.slider.addEventListener('input', () => {
      this.read()
    })
    this.session = new Session(
      { name: 'get_observation_trend', hasData: hasBuckets },
      {
        draw: (args, answer) => {
          this.draw(args, answer)
        },
        say: (heading, text, retry) => {
          this.say(heading, text, retry)
        },
        setBusy: (isBusy) => {
          this.isBusy = isBusy
          this.element.setAttribute('aria-busy', String(isBusy))
          this.updateToolbar()
        },
        applyContext: (changed) => {
          this.context = { ...this.context, ...changed }
          this.applyLook()
        },
      },
    )
  }

  /** Takes the colours of the host or the system, and draws again. */
  applyLook(): void {
    this.palette = applyTheme(this.context)
    this.redraw()
  }

  /** Draws again in another width, and tells the host how high the page is. */
  applySize(): void {
    const width = this.charts.clientWidth
    if (width !== this.width) {
      this.width = width
      this.redraw()
    }
    const height = Math.ceil(this.element.getBoundingClientRect().height)
    if (height === this.height || this.fixedHeight() !== undefined) return
    this.height = height
    this.session.bridge.tell('ui/notifications/size-changed', { height })
  }

  private ask(question: (shown: Shown) => Fields | undefined): void {
    const args = this.shown === undefined ? undefined : question(this.shown)
    if (args !== undefined) void this.session.ask(args)
  }

  private draw(args: Fields, answer: Fields): void {
    const locale = textIn(this.context['locale']) ?? navigator.language
    const picture = trendPicture(args, answer, dateOrderOf(locale))
    const slots = slotsOf(picture)
    this.shown = { args, answer, picture, slots }
    const last = String(Math.max(slots.length - 1, 0))
    this.slider.max = last
    this.slider.value = last
    this.message.replaceChildren()
    this.redraw()
    this.fillTable()
  }

  private say(heading: string, text: string, retry: HTMLElement | undefined): void {
    this.mount()
    if (this.shown === undefined) {
      for (const part of [this.slider, this.value, this.toolbar.element]) part.hidden = true
    }
    this.message.replaceChildren(
      ...(heading === '' ? [] : [el('h2', {}, heading)]),
      ...(text === '' ? [] : [el('pre', {}, foreign(text))]),
      ...(retry === undefined ? [] : [retry]),
    )
  }

  private mount(): void {
    if (this.heading.isConnected) return
    this.element.replaceChildren(
      ...[this.heading, this.subtitle, this.message, this.charts, this.slider, this.value],
      ...[this.toolbar.element, this.withheld, this.notes, this.table],
    )
  }

  private redraw(): void {
    if (this.shown === undefined) return
    this.mount()
    const { picture, slots } = this.shown
    this.heading.replaceChildren(foreign(picture.title))
    this.subtitle.replaceChildren(foreign(picture.subtitle))
    this.withheld.replaceChildren(
      ...picture.withheld.map((text) => el('p', { class: 'withheld' }, foreign(text))),
    )
    this.notes.replaceChildren(...picture.notes.map((text) => el('p', {}, foreign(text))))
    this.toolbar.element.hidden = false
    for (const part of [this.slider, this.value]) part.hidden = slots.length === 0
    this.updateToolbar()
    this.fit(picture)
    this.read()
  }

  /** In a height that is fixed the figures go first, then the chart gets lower. */
  private fit(picture: TrendPicture): void {
    const height = this.fixedHeight()
    this.element.classList.remove('compact')
    this.drawCharts(picture, chartHeight)
    if (height === undefined || this.element.scrollHeight <= height) return
    this.element.classList.add('compact')
    const over = this.element.scrollHeight - height
    if (over > 0) this.drawCharts(picture, Math.max(chartHeight - over, leastChart))
  }

  private drawCharts(picture: TrendPicture, height: number): void {
    const width = Math.max(Math.floor(this.charts.clientWidth), 240)
    this.drawn = chartsOf(picture, { width, height, palette: this.palette })
    this.charts.replaceChildren(
      ...(this.drawn.length === 0 ? [el('p', { class: 'empty' }, 'No readings')] : []),
      ...this.drawn.map(({ element }) => element),
    )
    this.slider.style.marginInlineStart = `${this.drawn[0]?.inset ?? 0}px`
    for (const { element, instantAt } of this.drawn) {
      element.addEventListener('pointermove', ({ clientX, target }) => {
        if (target instanceof SVGElement) this.placeAt(instantAt(clientX))
      })
    }
  }

  private placeAt(instant: number): void {
    this.slider.value = String(nearest(this.shown?.slots ?? [], instant))
    this.read()
  }

  /** Shows the numbers of the bucket that the slider is at. */
  private read(): void {
    const slot = this.shown?.slots[Number(this.slider.value)]
    if (slot === undefined || this.shown === undefined) return
    const { when, what } = valueOf(this.shown.picture, slot)
    this.value.replaceChildren(el('b', {}, when), ' ', foreign(what))
    this.slider.setAttribute('aria-valuetext', `${when} ${what}`)
    for (const chart of this.drawn) chart.point(middleOf(slot))
  }

  private fillTable(): void {
    const { shown } = this
    const isFull = this.isTableOpen && shown !== undefined
    this.table.replaceChildren(...(isFull ? [dataTable(shown.picture, shown.slots)] : []))
  }

  private updateToolbar(): void {
    const { shown, context } = this
    const isFull = context['displayMode'] === 'fullscreen'
    this.toolbar.update({
      bucket: shown?.picture.words.bucket ?? '',
      canAsk: this.session.can('serverTools') && shown !== undefined,
      isDayProfile: shown?.picture.words.isDayProfile === true,
      hasLater: textIn(shown?.args['end']) !== undefined,
      hasNextPart: shown !== undefined && nextPart(shown.args, shown.answer) !== undefined,
      canFullScreen: !isFull && listIn(context['availableDisplayModes']).includes('fullscreen'),
      isBusy: this.isBusy,
    })
  }

  /** The height that a host gives and does not change; undefined where the page may grow. */
  private fixedHeight(): number | undefined {
    if (this.context['displayMode'] === 'fullscreen') return undefined
    return numberIn(fieldsOf(this.context['containerDimensions'])['height'])
  }
}

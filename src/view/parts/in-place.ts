import type { Fields } from '../../picture/answer/fields.js'
import { button, el } from '../dom.js'
import type { Host } from '../host.js'
import type { ViewPage } from '../open-view.js'
import type { ToolCalls } from '../tool-calls.js'
import { TrendPage } from '../trend/trend-page.js'

/** A page that can be come back to, and says again what is looked at. */
export interface Home extends ViewPage {
  readonly isLookedAt: () => void
}

/** A page in whose place a trend can be opened, with a way back to where it was opened from. */
export class InPlace implements ViewPage {
  readonly element = el('div')
  readonly calls: ToolCalls
  private readonly host: Host
  private readonly home: Home
  private trend: TrendPage | undefined

  /** @param homeOf the page, with what opens a trend from one of its buttons */
  constructor(
    host: Host,
    homeOf: (openTrend: (args: Fields, opener: HTMLElement) => void) => Home,
  ) {
    this.host = host
    this.home = homeOf((args, opener) => {
      this.open(args, opener)
    })
    this.calls = this.home.calls
    this.element.append(this.home.element)
  }

  redraw(): void {
    const { trend = this.home } = this
    trend.redraw()
  }

  private open(args: Fields, opener: HTMLElement): void {
    const back = button('Back to all types', '', () => {
      this.close(opener)
    })
    const trend = new TrendPage(this.host, { above: [back] })
    this.trend = trend
    this.element.replaceChildren(trend.element)
    back.focus()
    void trend.calls.ask(args)
  }

  private close(opener: HTMLElement): void {
    this.trend?.calls.drop()
    this.trend = undefined
    this.element.replaceChildren(this.home.element)
    this.home.redraw()
    opener.focus()
    this.home.isLookedAt()
  }
}

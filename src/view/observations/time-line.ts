import type { ObservedRow } from '../../picture/answer/observed-row.js'
import type { Slot } from '../../picture/answer/trend-answer.js'
import { middleOf } from '../../picture/kinds/kind.js'
import type { ObservationsPicture } from '../../picture/observations-picture.js'
import { counted } from '../../picture/words/numbers.js'
import { el } from '../dom.js'
import type { Host } from '../host.js'
import type { Frame } from '../parts/frame.js'
import { nearest } from '../parts/nearest.js'
import { chartsOf, type ShownChart } from '../trend/charts.js'

/** Pixels of a chart, by how many there are. */
const heightOf = (panels: number): number => {
  if (panels === 1) return 200
  return panels === 2 ? 150 : 112
}

/** In a height that is limited: what each chart has at least, of all that there are. */
const leastOf = (all: number, count: number): number => {
  if (all === 1) return 180
  return count === 1 ? 130 : 92
}

const middleOfRow = ({ slot }: ObservedRow): number => (slot === undefined ? 0 : middleOf(slot))

/** The charts of single readings, one under the other on the same times. */
export class TimeLine {
  readonly element = el('div')
  /** Told which of the drawn rows is nearest to the pointer. */
  onPlace: (at: number) => void = () => undefined
  private charts: readonly ShownChart[] = []

  /** Pixels left of the axis of values. */
  get inset(): number {
    return this.charts[0]?.plot.left ?? 0
  }

  /** Moves the lines to a reading. */
  point(slot: Slot): void {
    for (const chart of this.charts) chart.point(middleOf(slot))
  }

  /** Draws all panels; in a limited height the figures go first, then the charts get lower, then fewer. */
  draw(picture: ObservationsPicture, on: { readonly host: Host; readonly frame: Frame }): void {
    const { host, frame } = on
    const all = picture.panels.length
    const height = host.heightLimit
    frame.setCompact(false)
    this.fill(picture, host, { count: all, height: heightOf(all) })
    if (height === undefined || frame.over(height) <= 0) return
    frame.setCompact(true)
    for (let count = all; count > 0 && frame.over(height) > 0; count -= 1) {
      this.fill(picture, host, { count, height: heightOf(count) })
      const over = frame.over(height)
      const least = leastOf(all, count)
      if (over <= 0) return
      const lower = heightOf(count) - Math.ceil(over / count)
      this.fill(picture, host, { count, height: Math.max(lower, least) })
    }
  }

  private fill(
    picture: ObservationsPicture,
    host: Host,
    { count, height }: { readonly count: number; readonly height: number },
  ): void {
    const { panels, answer } = picture
    const width = Math.max(Math.floor(this.element.clientWidth), 240)
    const shown = { ...picture, panels: panels.slice(0, count) }
    this.charts = chartsOf(shown, { width, height, palette: host.palette })
    const more = counted(panels.length - count, 'more kind', 'more kinds')
    this.element.replaceChildren(
      ...(answer.rows.length === 0 ? [el('p', { class: 'empty' }, 'No readings')] : []),
      ...this.charts.map(({ element }) => element),
      ...(count < panels.length
        ? [el('p', { class: 'muted' }, `${more} of numbers: see the table, or choose a type.`)]
        : []),
    )
    for (const { element, instantAt } of this.charts) {
      element.addEventListener('pointermove', ({ clientX, target }) => {
        if (target instanceof SVGElement) {
          this.onPlace(nearest(answer.drawn, middleOfRow, instantAt(clientX)))
        }
      })
    }
  }
}

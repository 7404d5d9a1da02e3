import type { Plot } from '../../picture/kinds/kind.js'
import type { Palette } from '../../picture/palette.js'
import { drawPanels, type DrawnPanel, type PanelPicture } from '../../picture/trend-picture.js'
import { node } from '../../picture/tree.js'
import { el, elementOf, foreign } from '../dom.js'
import { factElement, legendElement } from '../parts/legend.js'

/** Size and colours of the charts. */
export interface ChartLook {
  readonly width: number
  readonly height: number
  readonly palette: Palette
}

/** A chart on the page, and its line at the bucket that is read. */
export interface ShownChart {
  readonly element: HTMLElement
  /** Moves the line to an instant. */
  readonly point: (instant: number) => void
  readonly drawing: SVGElement
  readonly plot: Plot
  /** The instant at a place of the screen. */
  readonly instantAt: (clientX: number) => number
}

const shown = (
  { panel, chart, legend }: DrawnPanel,
  picture: PanelPicture,
  { width, height, palette }: ChartLook,
): ShownChart => {
  const { plot } = chart
  const line = elementOf(
    node('path', {
      d: `M0 ${plot.top}V${plot.bottom}`,
      stroke: palette.text,
      'stroke-width': 1,
      'stroke-opacity': 0.45,
      class: 'cursor',
    }),
  )
  const facts = picture.facts(panel).map(factElement)
  const drawing = elementOf(
    node('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' }, ...chart.nodes),
  )
  const words = [panel.title, ...facts.map(({ textContent }) => textContent)].filter(Boolean)
  drawing.setAttribute('aria-label', [picture.title, ...words].join(', '))
  drawing.append(line)
  const { from = 0, to = 1 } = picture.period ?? {}
  return {
    element: el(
      'section',
      { class: 'panel' },
      ...(panel.title === '' ? [] : [el('h2', {}, foreign(panel.title))]),
      el('p', { class: 'facts' }, ...facts),
      el(
        'p',
        { class: 'legend' },
        ...(panel.unit === null ? [] : [el('b', {}, foreign(panel.unit))]),
        ...legend.map((item) => legendElement(item, palette)),
      ),
      el('div', { class: 'chart', dir: 'ltr' }, drawing),
    ),
    drawing,
    plot,
    point: (instant) => {
      line.setAttribute('transform', `translate(${plot.x(instant)} 0)`)
    },
    instantAt: (clientX) => {
      const { left, width: shownWidth } = drawing.getBoundingClientRect()
      const x = ((clientX - left) / Math.max(shownWidth, 1)) * width
      const part = (x - plot.left) / Math.max(plot.right - plot.left, 1)
      return from + Math.min(Math.max(part, 0), 1) * (to - from)
    },
  }
}

/** The charts of a picture, one under the other. */
export const chartsOf = (picture: PanelPicture, look: ChartLook): readonly ShownChart[] =>
  drawPanels(picture, look).map((panel) => shown(panel, picture, look))

import type { BarStyle, DrawnBar } from '../../picture/bars/drawn-bar.js'
import type { Palette } from '../../picture/palette.js'
import { node } from '../../picture/tree.js'
import { el, elementOf } from '../dom.js'

const svgOf = ({ width, height, nodes, label }: DrawnBar, isSpoken: boolean): SVGElement =>
  elementOf(
    node(
      'svg',
      {
        ...{ width, height, viewBox: `0 0 ${width} ${height}` },
        ...(isSpoken ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' }),
      },
      ...nodes,
    ),
  )

/** A place for a small drawing, which is drawn anew in the width that it has. */
export interface Bar {
  readonly element: HTMLElement
  readonly redraw: (palette: Palette) => void
}

/** @param isSpoken its numbers stand nowhere beside it as text */
export function barOf(draw: (style: BarStyle) => DrawnBar, isSpoken: boolean): Bar {
  const element = el('span', { class: 'bar', dir: 'ltr' })
  return {
    element,
    redraw: (palette) => {
      const width = Math.floor(element.clientWidth)
      element.replaceChildren(svgOf(draw({ width, palette }), isSpoken))
    },
  }
}

/** What stands beside a small drawing: a name and figures. */
export const lineOf = (name: string, figures: readonly (Node | string)[], bar: Bar): HTMLElement =>
  el(
    'div',
    { class: 'line' },
    el('span', { class: 'name' }, el('bdi', {}, name)),
    el('span', { class: 'figures' }, ...figures),
    bar.element,
  )

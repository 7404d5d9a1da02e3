import type { Fact, LegendItem } from '../../picture/kinds/kind.js'
import type { Palette } from '../../picture/palette.js'
import { node } from '../../picture/tree.js'
import { el, elementOf, foreign } from '../dom.js'

/** A figure with what it means. */
export const factElement = ({ figure, meaning }: Fact): HTMLElement =>
  el('span', { class: 'fact' }, el('b', {}, foreign(figure)), ' ', foreign(meaning))

/** A mark with what it means. */
export const legendElement = ({ label, mark }: LegendItem, palette: Palette): HTMLElement =>
  el(
    'span',
    { class: 'item' },
    elementOf(node('svg', { width: 16, height: 12, 'aria-hidden': 'true' }, ...mark(palette))),
    foreign(label),
  )

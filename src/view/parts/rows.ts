import type { LegendItem } from '../../picture/kinds/kind.js'
import type { Palette } from '../../picture/palette.js'
import { button, el, foreign } from '../dom.js'
import { legendElement } from './legend.js'

/** One row of a list; its elements stay when it is drawn anew, so that the focus does. */
export interface Row {
  readonly element: HTMLElement
  /** Draws in other colours, or another width. */
  readonly redraw: (palette: Palette) => void
}

/** Marks with what they mean, once for a whole list. */
export const legendRow = (items: readonly LegendItem[]): Row => {
  const element = el('p', { class: 'legend' })
  return {
    element,
    redraw: (palette) => {
      element.replaceChildren(...items.map((item) => legendElement(item, palette)))
    },
  }
}

/**
 * The heading of a row: a button where something can be opened.
 * @param onOpen told the button, for the focus to come back to
 */
export function rowHeading(
  title: string,
  onOpen: ((opener: HTMLElement) => void) | undefined,
): HTMLElement {
  if (onOpen === undefined) return el('h2', {}, foreign(title))
  const opener = button('', `${title}, open trend`, () => {
    onOpen(opener)
  })
  opener.className = 'open'
  opener.append(foreign(title))
  return el('h2', {}, opener)
}

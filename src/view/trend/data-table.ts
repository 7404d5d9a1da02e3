import type { Slot } from '../../picture/answer/trend-answer.js'
import type { TrendPicture } from '../../picture/trend-picture.js'
import { slotTitle } from '../../picture/words/dates.js'
import { el, foreign } from '../dom.js'
import { panelValue } from './reader.js'

/** All buckets as a table: the whole answer for who does not see the picture. */
export function dataTable(picture: TrendPicture, slots: readonly Slot[]): HTMLTableElement {
  const { panels, title, words } = picture
  const heads = panels.map((panel) =>
    el('th', { scope: 'col' }, panel.title === '' ? 'Values' : panel.title),
  )
  const rows = slots.map((slot) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, slotTitle(slot, words)),
      ...panels.map((panel) =>
        el('td', {}, foreign(panelValue({ ...panel, title: '' }, slot) ?? '–')),
      ),
    ),
  )
  return el(
    'table',
    {},
    el('caption', {}, title),
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'When'), ...heads)),
    el('tbody', {}, ...rows),
  )
}

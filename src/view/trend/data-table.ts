import type { Slot } from '../../picture/answer/trend-answer.js'
import type { TrendPicture } from '../../picture/trend-picture.js'
import { slotTitle } from '../../picture/words/dates.js'
import type { TableWords } from '../parts/data-table.js'
import { panelValue } from './reader.js'

/** All buckets of a trend with their numbers. */
export const bucketTable = (
  { panels, title, words }: TrendPicture,
  slots: readonly Slot[],
): TableWords => ({
  caption: title,
  heads: ['When', ...panels.map((panel) => (panel.title === '' ? 'Values' : panel.title))],
  rows: slots.map((slot) => [
    slotTitle(slot, words),
    ...panels.map((panel) => panelValue({ ...panel, title: '' }, slot) ?? '–'),
  ]),
})

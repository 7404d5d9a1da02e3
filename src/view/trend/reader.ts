import type { Slot } from '../../picture/answer/trend-answer.js'
import type { Panel } from '../../picture/kinds/kind.js'
import type { TrendPicture } from '../../picture/trend-picture.js'
import { slotTitle } from '../../picture/words/dates.js'
import { counted } from '../../picture/words/numbers.js'

/** All buckets that some panel has, in order of time. */
export function slotsOf({ panels }: TrendPicture): readonly Slot[] {
  const slots = new Map(
    panels.flatMap((panel) => panel.slots.map((slot) => [slot.start.instant, slot] as const)),
  )
  return [...slots.values()].sort((a, b) => a.start.instant - b.start.instant)
}

const readingsIn = ({ groups }: Panel, slot: Slot): number =>
  groups.reduce(
    (most, group) => Math.max(most, group.byStart.get(slot.start.instant)?.count ?? 0),
    0,
  )

/** The numbers of one panel in one bucket, in words; undefined where it has none. */
export function panelValue(panel: Panel, slot: Slot): string | undefined {
  if (!panel.groups.some((group) => group.byStart.has(slot.start.instant))) return undefined
  const cells = panel.kind.cells(panel, slot).map(({ label, text }) => `${label} ${text}`)
  const unit = panel.unit === null ? '' : ` ${panel.unit}`
  const title = panel.title === '' ? '' : `${panel.title}: `
  const readings = counted(readingsIn(panel, slot), 'reading', 'readings')
  return `${title}${cells.join(', ')}${unit} · ${readings}`
}

/** One bucket as it is read: when, and what. */
export const valueOf = (
  { panels, words }: TrendPicture,
  slot: Slot,
): { readonly when: string; readonly what: string } => ({
  when: slotTitle(slot, words),
  what: panels
    .map((panel) => panelValue(panel, slot))
    .filter((text) => text !== undefined)
    .join('; '),
})

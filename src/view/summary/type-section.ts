import { coverageBar, coverageWords } from '../../picture/bars/coverage.js'
import { sharesBar, sharesLegend } from '../../picture/bars/shares.js'
import { labelWidthOf, strip } from '../../picture/bars/strip.js'
import type { TypeRow } from '../../picture/summary/type-row.js'
import type { ValueRow } from '../../picture/summary/value-row.js'
import { el, foreign } from '../dom.js'
import { barOf, lineOf } from '../parts/bar.js'
import { factElement } from '../parts/legend.js'
import { legendRow, rowHeading, type Row } from '../parts/rows.js'

const note = (text: string): HTMLElement => el('p', { class: 'notes' }, foreign(text))

/** A line of a row: what it is, figures, and a drawing that follows the width. */
const drawnLine = (
  name: string,
  figures: readonly (Node | string)[],
  ...bar: Parameters<typeof barOf>
): Row => {
  const drawn = barOf(...bar)
  return { element: lineOf(name, figures, drawn), redraw: drawn.redraw }
}

const spaced = (elements: readonly HTMLElement[]): readonly (Node | string)[] =>
  elements.flatMap((element) => [element, ' '])

const still = (element: HTMLElement): Row => ({ element, redraw: () => undefined })

const shareRows = ({ shares }: ValueRow): readonly Row[] =>
  shares.length === 0
    ? []
    : [
        drawnLine('of readings', [], (style) => sharesBar(shares, style), false),
        legendRow(sharesLegend(shares)),
      ]

const valueRowsOf = (value: ValueRow, labelWidth: number): readonly Row[] => {
  const { name, facts, strip: numbers, extent, more } = value
  const others = facts
    .slice(1)
    .map(({ figure, meaning }) => `${figure} ${meaning}`)
    .join(' · ')
  return [
    drawnLine(
      name,
      [...spaced(facts.slice(0, 1).map(factElement)), foreign(others)],
      (style) => strip(numbers, { extent, labelWidth }, style),
      true,
    ),
    ...(more === '' ? [] : [still(note(more))]),
    ...shareRows(value),
  ]
}

const coverageRows = ({ coverage }: TypeRow): readonly Row[] =>
  coverage === undefined
    ? []
    : [
        drawnLine(
          'days with data',
          [foreign(coverageWords(coverage))],
          (style) => coverageBar(coverage, style),
          false,
        ),
      ]

/**
 * One data type of a summary.
 * @param onOpen opens its trend; undefined where there is none
 */
export function typeSection(
  type: TypeRow,
  onOpen: ((opener: HTMLElement) => void) | undefined,
): Row {
  const labelWidth = labelWidthOf(type.values.map((value) => value.strip))
  const lines = [
    ...type.values.flatMap((value) => valueRowsOf(value, labelWidth)),
    ...coverageRows(type),
  ]
  const facts = [...spaced(type.facts.map(factElement)), foreign(type.period)]
  return {
    element: el(
      'section',
      { class: 'row' },
      el('header', {}, rowHeading(type.title, onOpen), el('p', { class: 'facts' }, ...facts)),
      ...lines.map(({ element }) => element),
      ...[type.sources, ...type.notes].filter((text) => text !== '').map(note),
    ),
    redraw: (palette) => {
      for (const { redraw } of lines) redraw(palette)
    },
  }
}

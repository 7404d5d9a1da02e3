import type { Share, ValueSummary } from '../answer/summary-answer.js'
import { extentOf, stripValues, type Extent, type StripNumbers } from '../bars/strip.js'
import type { Fact } from '../kinds/kind.js'
import { hourFactor } from '../panels/units.js'
import { digitsOf, figure, figureOr } from '../words/numbers.js'
import { inWords, short } from '../words/plain.js'

/** Numbers of one name and unit as a line: what they are, figures, and their strip. */
export interface ValueRow {
  readonly name: string
  readonly unit: string | null
  readonly count: number
  readonly strip: StripNumbers
  /** Of all strips of the type that have the unit. */
  readonly extent: Extent
  readonly facts: readonly Fact[]
  /** What stands beneath the figures: the sum, and of glucose its variation. */
  readonly more: string
  /** Ranges of glucose, low to high. */
  readonly shares: readonly Share[]
}

interface Shown {
  readonly value: ValueSummary
  readonly unit: string | null
  readonly strip: StripNumbers
}

const shownOf = (value: ValueSummary): Shown => {
  const { mean = 0, max = 0 } = value.numbers
  const factor = hourFactor(value.unit, Math.max(Math.abs(mean), Math.abs(max)))
  const unit = factor === undefined ? value.unit : 'h'
  const numbers: StripNumbers['numbers'] = Object.fromEntries(
    Object.entries(value.numbers).map(([name, number]) => [name, number * (factor ?? 1)] as const),
  )
  const { min, max: highest, mean: middle, median } = numbers
  const places = [min, highest, middle, median].filter((number) => number !== undefined)
  const digits = digitsOf(unit, places)
  return { value, unit: unit === null ? null : short(unit, 30), strip: { numbers, digits } }
}

const titleOf = ({ name, kind, source }: ValueSummary): string =>
  [
    inWords(name),
    ...(kind === undefined ? [] : [kind]),
    ...(source === undefined ? [] : [`source ${source}`]),
  ]
    .map((part) => short(part, 60))
    .join(' · ')

const moreOf = ({ value: { cv, gmi }, unit, strip: { numbers, digits } }: Shown): string =>
  [
    ...(numbers.sum === undefined
      ? []
      : [`${figure(numbers.sum, digits)} ${unit ?? ''}`.trim() + ' in all']),
    ...(cv === undefined ? [] : [`CV ${figure(cv, 1)} %`]),
    ...(gmi === undefined ? [] : [`GMI ${figure(gmi, 1)} %`]),
  ].join(' · ')

const factsOf = ({ unit, strip: { numbers, digits } }: Shown): readonly Fact[] => [
  { figure: figureOr(numbers.mean, digits), meaning: `${unit ?? ''} mean`.trim() },
  { figure: figureOr(numbers.median, digits), meaning: 'median' },
  { figure: figureOr(numbers.sd, digits), meaning: 'sd' },
]

/** The numbers of a type, those of one unit on one scale. */
export function valueRows(values: readonly ValueSummary[]): readonly ValueRow[] {
  const all = values.map(shownOf)
  return all.map((shown) => {
    const alike = all.filter(({ unit }) => unit === shown.unit)
    return {
      name: titleOf(shown.value),
      unit: shown.unit,
      count: shown.value.count,
      strip: shown.strip,
      extent: extentOf(alike.flatMap(({ strip }) => stripValues(strip))),
      facts: factsOf(shown),
      more: moreOf(shown),
      shares: shown.value.shares,
    }
  })
}

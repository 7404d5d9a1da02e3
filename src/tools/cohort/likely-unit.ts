import { JheError } from '../../errors.js'
import { glucoseRanges } from '../../omh/types/glucose-ranges.js'
import type { UnitConversion, UnitFamily } from '../../omh/types/unit-conversion.js'
import { shortName } from '../../omh/types/data-types.js'
import type { SeriesQuestion } from './statistics.js'

/** What a number of a unit can be of a living person, or of the air around them. */
const possible: Readonly<Record<string, (number: number) => boolean>> = {
  'mg/dL': (number) => number === 0 || number >= 20,
  C: (number) => number >= -90 && number <= 60,
}

/** Digits of a number that was converted to be offered. */
const digits = 4

const [mgdl, mmol] = glucoseRanges

/** The number in the unit that figures are told in; a limit of the consensus has its own there. */
const toldIn = (number: number, { unit, factor, offset }: UnitConversion): number => {
  const at = mmol?.units.includes(unit) === true ? mmol.limits.indexOf(number) : -1
  return mgdl?.limits[at] ?? Number((number * factor + offset).toPrecision(digits))
}

/** A number of a question, and the argument that it stands in. */
interface Asked {
  readonly argument: string
  readonly number: number
}

const ambiguous = (
  { argument, number }: Asked,
  dataType: string,
  unit: string,
  options: readonly { readonly value: string; readonly label: string }[],
): JheError => {
  const reason = `${argument} is ${number}, which no ${shortName(dataType)} is in ${unit}: it seems to be of another unit.`
  const told = options.map(({ value, label }) => `${value} (${label})`).join(' or ')
  return new JheError(
    'NEEDS_INPUT',
    reason,
    `Ask which unit is meant, then send ${argument} in ${unit}: ${told}.`,
    { needs: { argument, reason, options } },
  )
}

/**
 * Refuses a number that cannot be of the unit that figures are told in, and can be of another unit of
 * the data type; that of kg and lb cannot be told.
 * @param asked the number, with the argument that it stands in
 * @throws JheError NEEDS_INPUT with the number in each unit that it may be of
 */
export function demandLikely(
  asked: Asked,
  { data_type }: Pick<SeriesQuestion, 'data_type'>,
  { unit, conversions }: UnitFamily,
): void {
  const isPossible = possible[unit]
  const { number } = asked
  if (isPossible === undefined || isPossible(number)) return
  const others = conversions
    .filter(({ factor, offset }) => factor !== 1 || offset !== 0)
    .map((one) => ({ of: one.unit, told: toldIn(number, one) }))
    .filter(({ told }) => isPossible(told))
  if (others.length === 0) return
  const options = others.map(({ of, told }) => ({
    value: String(told),
    label: `${number} ${of} in ${unit}`,
  }))
  throw ambiguous(asked, data_type, unit, options)
}

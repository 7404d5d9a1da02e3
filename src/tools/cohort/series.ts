import { JheError } from '../../errors.js'
import { findDataTypes, shortName } from '../../omh/types/data-types.js'
import type { ValueField } from '../../omh/types/fields.js'
import { glucoseName, glucoseRanges } from '../../omh/types/glucose-ranges.js'
import { unitFamilyOf, type UnitConversion } from '../../omh/types/unit-conversion.js'
import { demandLikely } from './likely-unit.js'
import { unitOfStat, type SeriesQuestion } from './statistics.js'

/** Limits of the five ranges in one unit, low to high; null is none. */
export type Limits = readonly [number | null, number | null, number | null, number | null]

/** A unit of a series; null stands for every unit that is not known. */
export interface SeriesUnit extends Omit<UnitConversion, 'unit'> {
  readonly unit: string | null
  readonly limits: Limits
}

/** What a series reads, and the units that it knows. */
export interface Series {
  readonly dataType: string
  /** As it was asked for; null for the first of the type. */
  readonly value: string | null
  /** Of the number. */
  readonly name: string
  /** Unit that its numbers are told in; null where they stay as they are. */
  readonly unit: string | null
  readonly units: readonly SeriesUnit[]
  readonly isGlucose: boolean
}

const noLimits: Limits = [null, null, null, null]

/** @param where argument that the question stands in; empty for the call itself */
const invalid = (where: string, message: string, hint: string): JheError =>
  new JheError('INPUT_INVALID', `${where === '' ? '' : `${where}: `}${message}`, hint)

/** Every number of the types that a name may mean; empty for a type that is not in the table. */
const fieldsOf = (dataType: string): readonly ValueField[] =>
  findDataTypes(dataType)
    .flatMap(({ primary, secondary }) => [...primary, ...secondary])
    // how long a list is has no number of its own in a body
    .filter(({ kind }) => kind !== 'length')

/** The number of a type that is meant; undefined where the table does not know the type. */
const fieldOf = ({ data_type, value }: SeriesQuestion, where: string): ValueField | undefined => {
  const fields = fieldsOf(data_type)
  const found = value === undefined ? fields[0] : fields.find(({ name }) => name === value)
  if (found !== undefined || fields.length === 0) return found
  const names = [...new Set(fields.map(({ name }) => name))]
  throw invalid(
    where,
    'value is not a number of this data_type.',
    `Use one of: ${names.join(', ')}; without value it is ${names[0] ?? ''}.`,
  )
}

const hasLimits = ({ low, high }: SeriesQuestion): boolean =>
  low !== undefined || high !== undefined

/** @throws JheError INPUT_INVALID for limits that are none */
const checkLimits = (asked: SeriesQuestion, isGlucose: boolean, where: string): void => {
  const { low, high, stat } = asked
  if (low !== undefined && high !== undefined && low > high)
    throw invalid(where, 'low lies above high.', 'Swap low and high.')
  if (stat === 'share' && !hasLimits(asked) && !isGlucose)
    throw invalid(
      where,
      'stat share needs low, high or both.',
      'Send the limits in the unit of the answer: share is the percentage of readings from low to high.',
    )
}

const consensus = (unit: string): Limits =>
  glucoseRanges.find(({ units }) => units.includes(unit))?.limits ?? noLimits

const [mgdl, mmol] = glucoseRanges

/** A limit of the consensus has its own number in the other unit. */
const sameLimit = (number: number, unit: string): number | undefined => {
  const at = mgdl?.limits.indexOf(number) ?? -1
  return mmol?.units.includes(unit) === true ? mmol.limits[at] : undefined
}

/** Digits that a limit is converted to, so that 38 C is 100.4 F and not a little more. */
const digits = 12

const limitIn = (number: number | undefined, of: UnitConversion): number | null => {
  if (number === undefined) return null
  const converted = Number(((number - of.offset) / of.factor).toPrecision(digits))
  return of.factor === 1 && of.offset === 0 ? number : converted
}

const limitsIn = (asked: SeriesQuestion, of: UnitConversion, isGlucose: boolean): Limits => {
  if (!hasLimits(asked)) return isGlucose ? consensus(of.unit) : noLimits
  const one = (number: number | undefined) =>
    (isGlucose && number !== undefined ? sameLimit(number, of.unit) : undefined) ??
    limitIn(number, of)
  return [null, one(asked.low), one(asked.high), null]
}

const unitsOf = (
  asked: SeriesQuestion,
  field: ValueField | undefined,
): Pick<Series, 'unit' | 'units'> => {
  const family = field === undefined ? undefined : unitFamilyOf(field)
  if (family === undefined) {
    const limits: Limits = [null, asked.low ?? null, asked.high ?? null, null]
    return { unit: null, units: [{ unit: null, factor: 1, offset: 0, limits }] }
  }
  const isGlucose = field?.name === glucoseName
  const { unit, conversions } = family
  return {
    unit,
    units: conversions.map((of) => ({ ...of, limits: limitsIn(asked, of, isGlucose) })),
  }
}

/** A series, and of a criterion the number that it is judged by. */
type AskedSeries = SeriesQuestion & { readonly number?: number | undefined }

/** @throws JheError NEEDS_INPUT for a number that can only be of another unit than it would be taken for */
const checkUnit = (asked: AskedSeries, field: ValueField | undefined, where: string): void => {
  const family = field === undefined ? undefined : unitFamilyOf(field)
  if (family === undefined) return
  const { stat, low, high, number } = asked
  const given = { low, high, number: unitOfStat(stat, null) === null ? number : undefined }
  for (const [name, value] of Object.entries(given)) {
    const argument = where === '' ? name : `${where}.${name}`
    if (value !== undefined) demandLikely({ argument, number: value }, asked, family)
  }
}

/**
 * What a question reads of each patient. Numbers of the table of data types are told in one unit;
 * a unit that cannot be converted to it, and every unit of other types, stays by itself.
 * @param where argument that it stands in, for the error; empty for the call itself
 * @throws JheError INPUT_INVALID for a number that the type does not have, and for limits that are none;
 * NEEDS_INPUT for a number of another unit
 */
export function seriesOf(asked: AskedSeries, where = ''): Series {
  const field = fieldOf(asked, where)
  const isGlucose = field?.name === glucoseName
  checkLimits(asked, isGlucose, where)
  checkUnit(asked, field, where)
  const { unit, units } = unitsOf(asked, field)
  return {
    dataType: asked.data_type,
    value: asked.value ?? null,
    name: asked.value ?? field?.name ?? shortName(asked.data_type).replaceAll('-', '_'),
    unit,
    units,
    isGlucose,
  }
}

import { z } from 'zod'

import { dataType } from '../observations/data-type.js'

/** What is computed of each patient's readings. */
export const statistic = z.enum(['mean', 'min', 'max', 'last', 'count', 'days', 'share'])

const name = z.string().min(1).max(100)

/** Limits that are checked and not told: in sets of tools that are off unless asked for, each character counts. */
export const bound = z
  .number()
  .refine((number) => Math.abs(number) <= 1e15, 'must be a measurement')

/** One condition on a patient. */
export const criterion = z.strictObject({
  data_type: dataType,
  value: name.optional(),
  stat: statistic.default('mean'),
  low: bound.optional(),
  high: bound.optional(),
  op: z.enum(['>', '>=', '<', '<=']),
  number: bound,
})

export const valueName = name.optional()

export type Criterion = z.output<typeof criterion>

/** A series of numbers that a question is about. */
export type SeriesQuestion = Pick<Criterion, 'data_type' | 'value' | 'stat' | 'low' | 'high'>

/** Statistics of what there is, whatever it says, have a unit of their own. */
const ownUnits: Readonly<Partial<Record<Criterion['stat'], string>>> = {
  count: 'observations',
  days: 'days',
  share: '%',
}

/** The unit that a statistic is told in. @param unit of the numbers that it is of */
export const unitOfStat = (stat: Criterion['stat'], unit: string | null): string | null =>
  ownUnits[stat] ?? unit

import type { JsonRecord } from '../../record.js'
import { own } from '../body/json.js'

/** Keys beside a number under which a body may say that the number is a bound or an estimate. */
export const comparatorKeys = [
  'comparator',
  'value_comparator',
  'operator',
  'qualifier',
  'relation',
  'prefix',
] as const

/** What such a key holds: FHIR quantity-comparator, its usual spellings, and the prefixes of FHIR search. */
export const comparators: readonly string[] = [
  ...['<', '<=', '=<', '≤', '>', '>=', '=>', '≥', '~', '≈', 'ad'],
  ...['lt', 'le', 'gt', 'ge', 'ap', 'LT', 'LE', 'GT', 'GE', 'AP'],
]

/** The comparator of a quantity and the key it stands under; undefined where it has none. */
export function comparatorOf(
  quantity: JsonRecord,
): { readonly key: string; readonly comparator: string } | undefined {
  for (const key of comparatorKeys) {
    const said = own(quantity, key)
    const comparator = typeof said === 'string' ? said.trim() : ''
    if (comparators.includes(comparator)) return { key, comparator }
  }
  return undefined
}

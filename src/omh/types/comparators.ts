import type { JsonRecord } from '../../record.js'
import { boundText, own } from '../body/json.js'

/** Keys that hold nothing else: whatever such a key says, but that the number is exact, makes it a bound. */
export const ownComparatorKeys = ['comparator', 'value_comparator'] as const

/** Keys that may also hold something else, such as a person or a remark. */
const sharedKeys = ['operator', 'qualifier', 'relation', 'prefix'] as const

/** Keys beside a number under which a body may say that the number is a bound or an estimate. */
export const comparatorKeys = [...ownComparatorKeys, ...sharedKeys] as const

/** What such a key holds: FHIR quantity-comparator, its usual spellings, and the prefixes of FHIR search. */
export const comparators: readonly string[] = [
  ...['<', '<=', '=<', '≤', '>', '>=', '=>', '≥', '~', '≈', 'ad'],
  ...['lt', 'le', 'gt', 'ge', 'ap', 'LT', 'LE', 'GT', 'GE', 'AP'],
]

/** That a number is no bound, in small letters. */
export const exactWords: readonly string[] = ['', '=', '==', 'eq', 'equal', 'equals', 'exact']

const isOwnKey = (key: string): boolean => ownComparatorKeys.some((each) => each === key)

const isComparator = (key: string, said: string): boolean =>
  isOwnKey(key) ? !exactWords.includes(said.toLowerCase()) : comparators.includes(said)

/** Without the blanks around it that SQL takes away too. */
const trimmed = (text: string): string => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')

/** The comparator of a quantity and the key it stands under; undefined where it has none. */
export function comparatorOf(
  quantity: JsonRecord,
): { readonly key: string; readonly comparator: string } | undefined {
  for (const key of comparatorKeys) {
    const said = own(quantity, key)
    if (typeof said !== 'string') continue
    const comparator = trimmed(said)
    if (isComparator(key, comparator)) return { key, comparator: boundText(comparator) }
  }
  return undefined
}

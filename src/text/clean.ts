/** Characters that part words or lines: each is a space in clean text. */
const spaces = /\r\n|[\t\n\v\f\r\u0085\u2028\u2029]/g

/**
 * Characters that are not seen but may change or hide what is: C0 and C1 controls, lone
 * surrogates, all that Unicode calls default-ignorable (bidi controls, zero-width characters and
 * joiners, variation selectors, tag characters U+E0000-E007F, soft hyphens, Hangul fillers),
 * interlinear annotation marks and noncharacters.
 */
const unseen =
  /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufff9-\ufffb]/gu

/** Printable ASCII, which is clean as it is: nearly every text, and told at a glance. */
const plain = /^[ -~]*$/

/**
 * Text as it may be shown to people and models: one line without unseen characters, in Unicode
 * normalization form C, at most `maxLength` code points (the last an ellipsis where it was cut).
 * Cleaning clean text changes nothing. Joiners are gone too, so that a composed emoji comes apart.
 */
export function clean(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  if (text.length <= maxLength && plain.test(text)) return text
  const seen = text.replace(spaces, ' ').replace(unseen, '').normalize('NFC')
  if (seen.length <= maxLength) return seen
  const characters = Array.from(seen)
  if (characters.length <= maxLength) return seen
  return maxLength < 1 ? '' : `${characters.slice(0, maxLength - 1).join('')}…`
}

/** Such keys stay what they are and can be set: `__proto__` could not. */
const plainKey = /^(?!__proto__$)[ -~]*$/

const freeKey = (key: string, taken: ReadonlyMap<string, unknown>): string => {
  let free = key
  for (let n = 2; taken.has(free); n += 1) free = `${key}_${n}`
  return free
}

/**
 * A JSON-like value with every text and every key in it cleaned, and each text but no key
 * cut to `maxLength`; the rest stays as it is. Keys that become equal are told apart by a number,
 * in order.
 */
export function cleanDeep(
  value: Readonly<Record<string, unknown>>,
  maxLength?: number,
): Record<string, unknown>
export function cleanDeep(value: unknown, maxLength?: number): unknown
export function cleanDeep(value: unknown, maxLength?: number): unknown {
  if (typeof value === 'string') return clean(value, maxLength)
  if (Array.isArray(value)) return value.map((item: unknown) => cleanDeep(item, maxLength))
  if (typeof value !== 'object' || value === null) return value
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value)
  if (entries.every(([key]) => plainKey.test(key))) {
    const plainParts: Record<string, unknown> = {}
    for (const [key, part] of entries) plainParts[key] = cleanDeep(part, maxLength)
    return plainParts
  }
  const parts = new Map<string, unknown>()
  for (const [key, part] of entries) {
    parts.set(freeKey(clean(key), parts), cleanDeep(part, maxLength))
  }
  return Object.fromEntries(parts)
}

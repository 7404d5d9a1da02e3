const blob = /[A-Za-z0-9+/_-]{24,}={0,2}/g
const readable = /^[\s\x20-\x7e\u00a0-\u024f]{12,}$/
/** Most characters that are decoded of one text. */
const longestBlob = 100_000
/** Longer than any text that could be read as it is and decoded too. */
const encoded = /^[A-Za-z0-9+/_-]{64,}={0,2}$/

/** Whether a text is nothing but base64 or hexadecimal digits, where something readable was decoded of it. */
export const isEncoded = (text: string): boolean => encoded.test(text)

/** Texts that stand in a text as base64 or as hexadecimal digits. */
export const decoded = (text: string): readonly string[] =>
  (text.length > longestBlob ? [] : [...text.matchAll(blob)])
    .flatMap(([found]) => [
      Buffer.from(found, 'base64').toString('utf8'),
      ...(/^(?:[0-9a-f]{2})+$/i.test(found) ? [Buffer.from(found, 'hex').toString('utf8')] : []),
    ])
    .filter((plain) => readable.test(plain))

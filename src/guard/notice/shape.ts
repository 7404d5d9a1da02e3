/**
 * What of JSON is no text of people: a time or a UUID as a whole text, and a number. Each begins where
 * a value can begin and ends where it must end.
 */
const wordless =
  /"(?:\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?|[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[\da-f]{4}-[\da-f]{12})"(?=\s*[,}\]])|(?<=[:,[]\s?)-?\d[\d.]*(?:[eE][+-]?\d+)?(?=\s*[,}\]])/g

/**
 * JSON without its numbers, times and ids: bodies of one kind have the same shape. Any other text may
 * lose a number between signs.
 */
export const shapeOf = (text: string): string => text.replace(wordless, '0')

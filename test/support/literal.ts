import pg from 'pg'

/** A bind value as SQL, for `execute` of a prepared statement. */
export const literal = (value: unknown): string => {
  if (value === null) return 'null'
  const text = Array.isArray(value) ? `{${value.join(',')}}` : JSON.stringify(value)
  return pg.escapeLiteral(typeof value === 'string' ? value : text)
}

import pg from 'pg'

const element = (value: unknown): string => {
  const text = JSON.stringify(value)
  return typeof value === 'string' && /^[\w./-]+$/.test(value) ? value : text
}

/** A bind value as SQL, for `execute` of a prepared statement. */
export const literal = (value: unknown): string => {
  if (value === null) return 'null'
  const text = Array.isArray(value) ? `{${value.map(element).join(',')}}` : JSON.stringify(value)
  return pg.escapeLiteral(typeof value === 'string' ? value : text)
}

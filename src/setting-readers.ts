/** What a text says, or what it must be. */
export type Read<T> = { readonly value: T } | { readonly fault: string }

/** Reads the text of a setting. */
export type Reader<T> = (text: string) => Read<T>

/** Any text. */
export const anyText: Reader<string> = (text) => ({ value: text })

/** A text of a form. @param must what it must be */
export const matching =
  (form: RegExp, must: string): Reader<string> =>
  (text) =>
    form.test(text) ? { value: text } : { fault: must }

/** What is read, if it is also right. @param must what it must be */
export const where =
  <T>(read: Reader<T>, isRight: (value: T) => boolean, must: string): Reader<T> =>
  (text) => {
    const found = read(text)
    return 'fault' in found || isRight(found.value) ? found : { fault: must }
  }

/** Something made of what is read. */
export const into =
  <T, U>(read: Reader<T>, make: (value: T) => U): Reader<U> =>
  (text) => {
    const found = read(text)
    return 'fault' in found ? found : { value: make(found.value) }
  }

/** A whole number between two bounds, both included. */
export const wholeNumber = (low: number, high: number): Reader<number> =>
  where(
    into(matching(/^\d+$/, 'must be a whole number'), Number),
    (n) => n >= low && n <= high,
    `must be from ${String(low)} to ${String(high)}`,
  )

/** An id of JHE: a whole number from 1 on. */
const idForm = /^[1-9]\d{0,15}$/
const isId = (text: string): boolean => idForm.test(text) && Number.isSafeInteger(Number(text))

/** One id of JHE. */
export const oneId: Reader<number> = into(
  where(
    into(anyText, (text) => text.trim()),
    isId,
    'must be one id, like 40001',
  ),
  Number,
)

/** Words with commas or blanks between. */
export const listOfWords: Reader<readonly string[]> = into(anyText, (text) =>
  text.split(/[\s,]+/).filter((word) => word !== ''),
)

/** Ids of JHE with commas or blanks between; at least one. */
export const listOfIds: Reader<number[]> = into(
  where(
    listOfWords,
    (words) => words.length > 0 && words.every(isId),
    'must be ids, like 30001,30002',
  ),
  (words) => words.map(Number),
)

const secondsIn: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86_400 }
const durationForm = /^(\d{1,6})(s|min|h|d)$/

const secondsOf = (text: string): number => {
  const [, amount = '0', unit = 's'] = durationForm.exec(text) ?? []
  return Number(amount) * (secondsIn[unit] ?? 1)
}

/** A duration like `8h` between two others, both included, in seconds. */
export const duration = (low: string, high: string): Reader<number> =>
  where(
    into(matching(durationForm, 'must be a number and s, min, h or d, like 8h'), secondsOf),
    (n) => n >= secondsOf(low) && n <= secondsOf(high),
    `must be from ${low} to ${high}`,
  )

/** One of some words. */
export const oneOf =
  <const T extends string>(...values: readonly T[]): Reader<T> =>
  (text) => {
    const value = values.find((one) => one === text)
    return value === undefined ? { fault: `must be one of: ${values.join(', ')}` } : { value }
  }

/** A switch. */
export const onOff: Reader<boolean> = into(
  matching(/^(?:1|0|true|false|on|off)$/, 'must be on or off'),
  (text) => ['1', 'true', 'on'].includes(text),
)

/** Another kind of database is refused here; all else is read by `db/conninfo` once it is needed. */
const foreignScheme = /^(?!postgres|jdbc)[a-z][\w+.-]*:\/\//i

/** A connection string of PostgreSQL. */
export const databaseConnection: Reader<string> = where(
  anyText,
  (text) => !foreignScheme.test(text),
  'must be a PostgreSQL connection string, like postgresql://user@host:5432/jhe?sslmode=verify-full',
)

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]']

const isHttpsOrLoopback = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return false
  return (
    url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHosts.includes(url.hostname))
  )
}

/** An https address, or http on this machine, without slashes at its end. */
export const webAddress: Reader<string> = into(
  where(anyText, isHttpsOrLoopback, 'must be an https:// address (http:// only on this machine)'),
  (text) => text.replace(/\/+$/, ''),
)

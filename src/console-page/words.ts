/** A number for people: thousands parted, at most so many digits after the point. */
export const shownNumber = (value: number | undefined, digits = 1): string =>
  value === undefined ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: digits })

/** A day in the reader's own order, from ISO 8601; the time of the text, not of this computer. */
export function shownDay(iso: string): string {
  const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-')
  const names = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
  const name = names[Number(month) - 1]
  if (name === undefined) return '–'
  return navigator.language === 'en-US'
    ? `${name} ${Number(day)}, ${year}`
    : `${Number(day)} ${name} ${year}`
}

/** Whole days from one moment to another. */
export const daysBetween = (from: string, to: Date): number =>
  Math.max(0, Math.floor((to.getTime() - Date.parse(from)) / 86_400_000))

/** A data type without its name space and version: `omh:blood-pressure:4.0` is blood pressure. */
export const typeInWords = (code: string): string =>
  (code.split(':')[1] ?? code).replaceAll('-', ' ')

/** Whether a type is of readings: clinical records have no values and no worklist. */
export const isOfReadings = (code: string): boolean => code.includes(':')

/** A time of the day as the clock of this computer has it. */
export const shownTime = (iso: string): string =>
  new Date(iso).toLocaleTimeString('en-GB', { hour12: false })

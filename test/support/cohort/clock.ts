/** What the clocks of a zone show, worked out without the product. Times are microseconds since 1970. */

const clockOf = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })

const zones = ['UTC', 'Europe/Berlin', 'America/Los_Angeles'] as const
const clocks: ReadonlyMap<string, Intl.DateTimeFormat> = new Map(
  zones.map((zone) => [zone, clockOf(zone)]),
)

const shown = (zone: string, at: bigint): ReadonlyMap<string, string> =>
  new Map(
    (clocks.get(zone) ?? clockOf(zone))
      .formatToParts(new Date(Number(at / 1000n)))
      .map(({ type, value }) => [type, value]),
  )

/** YYYY-MM-DD */
export const dayOf = (zone: string, at: bigint): string => {
  const parts = shown(zone, at)
  return `${parts.get('year') ?? ''}-${parts.get('month') ?? ''}-${parts.get('day') ?? ''}`
}

export const hourOf = (zone: string, at: bigint): number => Number(shown(zone, at).get('hour'))

const quarter = 900_000_000n

/** The instant at which a day begins; the zones of the tests have a midnight on every day. */
export function midnightOf(zone: string, day: string): bigint {
  const around = BigInt(Date.parse(`${day}T00:00:00Z`)) * 1000n
  for (let n = -64n; n <= 64n; n += 1n) {
    const at = around + n * quarter
    const parts = shown(zone, at)
    const isStart = parts.get('hour') === '00' && parts.get('minute') === '00'
    if (isStart && dayOf(zone, at) === day) return at
  }
  throw new Error(`no midnight on ${day} in ${zone}`)
}

/** A day so many days later. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)

/** First days of the months from one day's to another's. */
export function monthsBetween(first: string, last: string): readonly string[] {
  const months: string[] = []
  for (let at = `${first.slice(0, 7)}-01`; at <= last; at = nextMonth(at)) months.push(at)
  return months
}

/** The first day of the next month. */
export const nextMonth = (day: string): string =>
  `${addDays(`${day.slice(0, 7)}-28`, 4).slice(0, 7)}-01`

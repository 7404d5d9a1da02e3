/** A point in time as an answer tells it. */
export interface Moment {
  /** Milliseconds since 1970, or since midnight where an answer is by time of day. */
  readonly instant: number
  /** What the clocks of the answer's zone show, as if they showed UTC. */
  readonly wall: number
}

const calendar = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})$/
const clock = /^(\d{2}):(\d{2})(?::\d{2})?$/

const dayClock = (text: string): Moment | undefined => {
  const [, hours, minutes] = clock.exec(text) ?? []
  if (hours === undefined || minutes === undefined) return undefined
  const instant = (Number(hours) * 60 + Number(minutes)) * 60_000
  return instant > 86_400_000 ? undefined : { instant, wall: instant }
}

/**
 * A time of an answer, which carries its offset, so that no table of zones is needed.
 * @param text ISO 8601 with offset, or `HH:MM` of any day
 * @returns undefined where it cannot be read
 */
export function momentOf(text: string | undefined): Moment | undefined {
  if (text === undefined) return undefined
  const [, local] = calendar.exec(text) ?? []
  if (local === undefined) return dayClock(text)
  const instant = Date.parse(text)
  const wall = Date.parse(`${local}Z`)
  return Number.isNaN(instant) || Number.isNaN(wall) ? undefined : { instant, wall }
}

/** The text is a time of any day. */
export const isDayClock = (text: string | undefined): boolean =>
  text !== undefined && clock.test(text)

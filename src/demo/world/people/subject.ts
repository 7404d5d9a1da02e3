import { createClock, type Clock, type Day } from '../calendar.js'
import { participants } from './participants.js'
import { createRandom, type Random } from '../random.js'

/** Days ago, the earlier first, both included. */
type Span = readonly [from: number, to: number]

interface Course {
  readonly since?: number
  readonly until?: number
  readonly ill?: Span
  /** When nothing was measured: a sensor lost, a holiday. */
  readonly away?: Span
}

const courses: Readonly<Record<number, Course>> = {
  40001: { away: [12, 9] },
  40006: { until: 45 },
  40008: { ill: [14, 11] },
  40012: { since: 40 },
  40018: { until: 61 },
  40020: { until: 30 },
  40021: { away: [95, 41] },
  40026: { ill: [80, 74] },
  40031: { away: [70, 54] },
  40032: { since: 75 },
  40034: { ill: [58, 50] },
  40037: { until: 20 },
}

/** A participant as the signals see them: their days in the study and how those went. */
export interface Subject {
  readonly id: number
  readonly clock: Clock
  readonly random: Random
  /** Days with measurements, oldest first. */
  readonly days: readonly Day[]
  /** How much of five months has passed: from 0 to 1. */
  progress(day: Day): number
  isIll(day: Day): boolean
  daysAgo(day: Day): number
}

/** Days from the first enrolment to today. */
const studyLength = 150

/** How many days ago a participant enrolled. */
export const enrolledSince = (id: number): number =>
  courses[id]?.since ?? studyLength - ((id * 7) % 20)

const holds = (span: Span | undefined, ago: number): boolean =>
  span !== undefined && ago <= span[0] && ago >= span[1]

/** Makes subjects, one for each participant and signal, so that signals do not disturb each other. */
export function createSubjects(today: Day): (id: number, signal: string) => Subject {
  const clocks = new Map<string, Clock>()
  const clockOf = (zone: string): Clock => {
    const clock = clocks.get(zone) ?? createClock(zone)
    clocks.set(zone, clock)
    return clock
  }
  return (id, signal) => {
    const { until = 1, ill, away } = courses[id] ?? {}
    const first = enrolledSince(id)
    const zone = participants.find((participant) => participant.id === id)?.zone ?? 'UTC'
    return {
      id,
      clock: clockOf(zone),
      random: createRandom(`${id} ${signal}`),
      days: Array.from({ length: first - until + 1 }, (_, i) => today - first + i).filter(
        (day) => !holds(away, today - day),
      ),
      progress: (day) => 1 - (today - day) / studyLength,
      isIll: (day) => holds(ill, today - day),
      daysAgo: (day) => today - day,
    }
  }
}

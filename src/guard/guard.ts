import { JheError } from '../errors.js'
import { Braked, stopped } from './braked.js'
import {
  excessOf,
  hourMs,
  isLifted,
  minuteMs,
  withPortion,
  type BrakeLimits,
  type Excess,
  type Portion,
  type Reading,
} from './brake/reading.js'
import type { BrakedPerson, BrakeStore, Change } from './brake/store.js'
import { noticeOf } from './notice/notice.js'

/** What an answer holds of patients: rows or identity, never figures. */
export interface Held {
  /** Ids of `core_patient`. */
  readonly patients: readonly number[]
  /** Different rows: observations, clinical records, else patients. */
  readonly rows: number
}

/** What every answer passes before it is told. A fault in it ends the call: nothing is told then. */
export interface Guard {
  /** @throws JheError BRAKED where everything of a person is stopped; what the store fails with */
  admit(person: BrakedPerson): Promise<void>
  /**
   * Counts an answer, before it is told.
   * @param onAlarm is told the canaries that the answer holds, before anything else happens
   * @throws Braked where it would exceed a limit; JheError BRAKED where it holds a canary
   */
  release(
    held: Held,
    person: BrakedPerson,
    onAlarm: (canaries: readonly number[]) => void,
  ): Promise<void>
  /**
   * What is told beside an answer whose texts look like instructions; undefined for any other.
   * @param known keeps what was found of each text
   */
  readonly noticeOf: (value: unknown, known: Map<string, boolean>) => string | undefined
  /** @returns whether to ask a person to lift the brake: not again soon after they were asked */
  ask(person: BrakedPerson): Promise<boolean>
  /**
   * Lifts the brake of a person for an hour, because they said so; ends no stop.
   * @returns false where they were not asked lately
   */
  lift(person: BrakedPerson): Promise<boolean>
}

export interface GuardOptions {
  readonly store: BrakeStore
  readonly limits: BrakeLimits
  /** Ids of invented patients, whom nobody has a reason to read. */
  readonly canaries: readonly number[]
  readonly now: () => Date
  /**
   * Milliseconds in which who was let in is let in again without asking the store; 0 unless given. What
   * holds patients is counted in the store all the same, which knows of every stop.
   */
  readonly admittedForMs?: number
}

/** People whom a process remembers to have let in. */
const mostAdmitted = 10_000
/** How long that counts while the state is lost: as long as a grant that was looked up does. */
const admittedMs = 5 * minuteMs

/** How long a question whether to lift the brake is good, and not asked again. */
const askedMs = 10 * minuteMs

const isRecent = (
  { askedAt = 0 }: { readonly askedAt?: number | undefined },
  now: number,
): boolean => askedAt > now - askedMs && askedAt <= now

const count = (
  reading: Reading,
  portion: Portion,
  limits: BrakeLimits,
  now: number,
): Change<Excess | 'stopped' | undefined> => {
  if (reading.stoppedAt !== undefined) return { answer: 'stopped' }
  if (isLifted(reading, now)) return { answer: undefined }
  const excess = excessOf(reading, portion, limits, now)
  return excess === undefined
    ? { next: withPortion(reading, portion, now), answer: undefined }
    : { answer: excess }
}

const nameOf = ({ issuer, subject }: BrakedPerson): string => `${subject} ${issuer}`

/**
 * Whether everything of a person is stopped. While the state of a server is lost, who was let in
 * within five minutes before goes on: what holds patients cannot be counted then, so it is not told.
 */
const readStops = (
  { store, now, admittedForMs = 0 }: GuardOptions,
  admitted: Map<string, number>,
) => {
  const wasAdmitted = (name: string, at: number, withinMs: number): boolean => {
    const before = admitted.get(name) ?? -Infinity
    return before > at - withinMs && before <= at
  }
  return async (person: BrakedPerson): Promise<boolean> => {
    const name = nameOf(person)
    const at = now().getTime()
    if (wasAdmitted(name, at, admittedForMs)) return false
    try {
      const isOver = (await store.reading(person)).stoppedAt !== undefined
      // in the order in which they were let in, so that who came first goes first
      admitted.delete(name)
      if (isOver) return true
      admitted.set(name, at)
      for (const first of admitted.keys()) {
        if (admitted.size <= mostAdmitted) break
        admitted.delete(first)
      }
      return false
    } catch (thrown) {
      const isLost = thrown instanceof JheError && thrown.code === 'STATE_UNAVAILABLE'
      if (isLost && wasAdmitted(name, at, admittedMs)) return false
      throw thrown
    }
  }
}

/** The guard of a process. */
export function createGuard(options: GuardOptions): Guard {
  const { store, limits, canaries, now } = options
  const unread = new Set(canaries)
  /** Also where the store could not be told. */
  const stoppedHere = new Set<string>()
  /** When people were let in last. */
  const admitted = new Map<string, number>()
  const isStopped = readStops(options, admitted)

  const stop = async (person: BrakedPerson): Promise<never> => {
    const at = now().getTime()
    stoppedHere.add(nameOf(person))
    admitted.delete(nameOf(person))
    await store.change(person, (reading) => ({
      next: { ...reading, stoppedAt: at },
      answer: undefined,
    }))
    // from now on the store says it, and who lifts it
    stoppedHere.delete(nameOf(person))
    throw stopped()
  }

  return {
    admit: async (person) => {
      // what could not be stored is tried again, so that other processes hear of it
      if (stoppedHere.has(nameOf(person))) {
        await stop(person).catch(() => undefined)
        throw stopped()
      }
      if (await isStopped(person)) throw stopped()
    },
    release: async ({ patients, rows }, person, onAlarm) => {
      const found = patients.filter((id) => unread.has(id))
      if (found.length > 0) {
        onAlarm(found)
        await stop(person)
      }
      if (patients.length === 0 && rows === 0) return
      const refusal = await store.change(person, (reading, mark) =>
        count(reading, { marks: patients.map(mark), rows }, limits, now().getTime()),
      )
      if (refusal === 'stopped') {
        admitted.delete(nameOf(person))
        throw stopped()
      }
      if (refusal !== undefined) throw new Braked(refusal)
    },
    noticeOf,
    ask: async (person) => {
      const at = now().getTime()
      return await store.change(person, (reading) =>
        isRecent(reading, at)
          ? { answer: false }
          : { next: { ...reading, askedAt: at }, answer: true },
      )
    },
    lift: async (person) => {
      const at = now().getTime()
      return await store.change(person, ({ askedAt, ...reading }) =>
        isRecent({ askedAt }, at)
          ? { next: { ...reading, liftedUntil: at + hourMs }, answer: true }
          : { answer: false },
      )
    },
  }
}

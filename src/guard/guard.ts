import { JheError } from '../errors.js'
import { Braked, stopped } from './braked.js'
import { createCounter, type CounterOptions, type Held } from './brake/counter.js'
import { hourMs, minuteMs } from './brake/reading.js'
import { rememberIn } from './brake/remember.js'
import { nameOf, type BrakedPerson, type ReadingView } from './brake/store.js'
import { createNoticeOf, type NoticeOf } from './notice/notice.js'

/** What every answer passes before it is told. A fault in it ends the call: nothing is told then. */
export interface Guard {
  /**
   * @returns what was found, for `release`; undefined where nothing was looked at
   * @throws JheError BRAKED where everything of a person is stopped; what the store fails with
   */
  admit(person: BrakedPerson): Promise<ReadingView | undefined>
  /**
   * Counts an answer, before it is told.
   * @param onAlarm is told the canaries that the answer holds, before anything else happens
   * @param seen what `admit` found
   * @throws Braked where it would exceed a limit; JheError BRAKED where it holds a canary
   */
  release(
    held: Held,
    person: BrakedPerson,
    onAlarm: (canaries: readonly number[]) => void,
    seen?: ReadingView,
  ): Promise<void>
  /** What is told beside an answer whose texts look like instructions; undefined for any other. */
  readonly noticeOf: NoticeOf
  /** @returns whether to ask a person to lift the brake: not again soon after they were asked */
  ask(person: BrakedPerson): Promise<boolean>
  /**
   * Lifts the brake of a person for an hour, because they said so; ends no stop.
   * @returns false where they were not asked lately
   */
  lift(person: BrakedPerson): Promise<boolean>
  /** Gives back what was counted ahead of answers, when the process ends; never throws. */
  close(): Promise<void>
}

export interface GuardOptions extends CounterOptions {
  /** Ids of invented patients, whom nobody has a reason to read. */
  readonly canaries: readonly number[]
  /**
   * Milliseconds in which who was let in is let in again without asking the store; 0 unless given. What
   * holds patients is counted in the store all the same, which knows of every stop.
   */
  readonly admittedForMs?: number
}

/** How long that counts while the state is lost: as long as a grant that was looked up does. */
const admittedMs = 5 * minuteMs

/** How long a question whether to lift the brake is good, and not asked again. */
const askedMs = 10 * minuteMs

const isRecent = (
  { askedAt = 0 }: { readonly askedAt?: number | undefined },
  now: number,
): boolean => askedAt > now - askedMs && askedAt <= now

/** What is told of a person who is let in, or not. */
interface Stops {
  readonly isStopped: boolean
  readonly view?: ReadingView
}

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
  return async (person: BrakedPerson): Promise<Stops> => {
    const name = nameOf(person)
    const at = now().getTime()
    if (wasAdmitted(name, at, admittedForMs)) return { isStopped: false }
    try {
      const view = await store.view(person)
      const isStopped = view.reading.stoppedAt !== undefined
      if (isStopped) admitted.delete(name)
      else rememberIn(admitted, name, at)
      return { isStopped, view }
    } catch (thrown) {
      const isLost = thrown instanceof JheError && thrown.code === 'STATE_UNAVAILABLE'
      if (isLost && wasAdmitted(name, at, admittedMs)) return { isStopped: false }
      throw thrown
    }
  }
}

/** The question to a person whether to lift the brake, and their answer. */
const questionsIn = ({ store, now }: GuardOptions): Pick<Guard, 'ask' | 'lift'> => ({
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
})

/** The guard of a process. */
export function createGuard(options: GuardOptions): Guard {
  const { store, canaries, now } = options
  const counter = createCounter(options)
  const unread = new Set(canaries)
  /** Also where the store could not be told. */
  const stoppedHere = new Set<string>()
  /** When people were let in last. */
  const admitted = new Map<string, number>()
  const stopsOf = readStops(options, admitted)

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
      const { isStopped, view } = await stopsOf(person)
      if (isStopped) throw stopped()
      return view
    },
    release: async (held, person, onAlarm, seen) => {
      const { patients, rows } = held
      const found = patients.filter((id) => unread.has(id))
      if (found.length > 0) {
        onAlarm(found)
        await stop(person)
      }
      if (patients.length === 0 && rows === 0) return
      const refusal = await counter.count(person, held, seen)
      if (refusal === 'stopped') {
        admitted.delete(nameOf(person))
        throw stopped()
      }
      if (refusal !== undefined) throw new Braked(refusal)
    },
    noticeOf: createNoticeOf(),
    close: async () => {
      await counter.close()
    },
    ...questionsIn(options),
  }
}

import type { Reading } from './reading.js'

/** Whose reading is counted: OpenID Connect's `iss` and `sub`. */
export interface BrakedPerson {
  readonly issuer: string
  readonly subject: number
}

/** A reading to be kept, and what is to be told of it. */
export interface Change<T> {
  /** Left out where nothing changes. */
  readonly next?: Reading
  readonly answer: T
}

/** The name of a patient in readings: never the id itself. */
export type Mark = (patient: number) => string

/** Works out a change of what was read. */
export type ChangeWork<T> = (reading: Reading, mark: Mark) => Change<T>

/** What was read by a person, and how patients are named in it. */
export interface ReadingView {
  readonly reading: Reading
  readonly mark: Mark
  /** Whether it was looked at a moment ago, and this process has changed nothing since. */
  readonly isCurrent: () => boolean
}

/** Tells people apart. */
export const nameOf = ({ issuer, subject }: BrakedPerson): string => `${subject} ${issuer}`

/** What people have read lately, over all processes that share it. */
export interface BrakeStore {
  /**
   * What was read by a person, as last kept.
   * @throws JheError BRAKED where it was changed or removed by others, INTERNAL where it cannot be read
   */
  view(person: BrakedPerson): Promise<ReadingView>
  /**
   * Changes what was read by a person; no other process changes it meanwhile, and it is kept when this
   * resolves. Nothing else may be changed in `work`, which may run more than once.
   * @throws JheError as `view`, and what `work` throws
   */
  change<T>(person: BrakedPerson, work: ChangeWork<T>): Promise<T>
  /** Resolves when nothing goes on after the changes that were made; absent where nothing does. */
  settled?(): Promise<void>
}

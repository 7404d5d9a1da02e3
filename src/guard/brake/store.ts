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

/**
 * Works out a change of what was read.
 * @param mark the name of a patient in readings: never the id itself
 */
export type ChangeWork<T> = (reading: Reading, mark: (patient: number) => string) => Change<T>

/** What people have read lately, over all processes that share it. */
export interface BrakeStore {
  /**
   * What was read by a person, as last kept.
   * @throws JheError BRAKED where it was changed or removed by others, INTERNAL where it cannot be read
   */
  reading(person: BrakedPerson): Promise<Reading>
  /**
   * Changes what was read by a person; no other process changes it meanwhile, and it is kept when this
   * resolves. Nothing else may be changed in `work`, which may run more than once.
   * @throws JheError as `reading`, and what `work` throws
   */
  change<T>(person: BrakedPerson, work: ChangeWork<T>): Promise<T>
}

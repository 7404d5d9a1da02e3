import type { z } from 'zod'

/** What the stores know of one kind of session: where it lies, what it is bound to, what it looks like. */
export interface RecordKind<T> {
  /** Name of its record in the file. */
  readonly name: string
  /** Name of its key in the keychain, for records in this folder. */
  readonly accountIn: (dir: string) => string
  /** What a sealed record is bound to (associated data of the seal). */
  readonly binding: string
  readonly schema: z.ZodType<T>
  /** Whether what a record holds belongs to the owner of these stores. */
  readonly isOwn: (value: T) => boolean
  /** Whether both hold the same tokens. */
  readonly isSame: (one: T, other: T) => boolean
  /** The command that signs in anew, as messages name it. */
  readonly login: string
}

import { z } from 'zod'

import { isMacOf, macOf, type BrakeKey } from './brake-key.js'
import { nothingRead, readingSchema, type Reading } from './reading.js'

const stateSchema = z.strictObject({
  /** Until when the brake is lifted for everybody here, milliseconds since the epoch. */
  liftedUntil: z.int().optional(),
  /** By the name of the person. */
  people: z.record(z.string(), readingSchema),
})

/** What everybody of an installation has read lately. */
export type BrakeState = Readonly<z.output<typeof stateSchema>>

export const emptyState: BrakeState = Object.freeze({ people: {} })

/** Version of the layout, not of the package. */
const layout = 1

const fileSchema = z.strictObject({
  schemaVersion: z.literal(layout),
  /** Grows with every change, so that an older copy is told apart. */
  seq: z.int().min(0),
  /** JSON of the state. */
  state: z.string(),
  mac: z.string(),
})

/** A state as it was written. */
export interface Written {
  readonly seq: number
  readonly state: BrakeState
}

/** The text of the file. */
export function textOf(key: BrakeKey, { seq, state }: Written): string {
  const json = JSON.stringify(state)
  return JSON.stringify({
    schemaVersion: layout,
    seq,
    state: json,
    mac: macOf(key, `${seq} ${json}`),
  })
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @returns undefined for a text that was not written under this key */
export function readText(key: BrakeKey, text: string): Written | undefined {
  const file = fileSchema.safeParse(parse(text)).data
  if (file === undefined || !isMacOf(key, `${file.seq} ${file.state}`, file.mac)) return undefined
  const state = stateSchema.safeParse(parse(file.state)).data
  return state === undefined ? undefined : { seq: file.seq, state }
}

/** What a person has read, lifted where everybody's brake is. */
export function readingIn({ people, liftedUntil }: BrakeState, name: string): Reading {
  const own = Object.hasOwn(people, name) ? people[name] : undefined
  const reading = own ?? nothingRead
  if (liftedUntil === undefined) return reading
  return { ...reading, liftedUntil: Math.max(liftedUntil, reading.liftedUntil ?? 0) }
}

/** The same state with another reading of a person. */
export const withReading = (state: BrakeState, name: string, reading: Reading): BrakeState => ({
  ...state,
  people: { ...state.people, [name]: reading },
})

/** Nobody is stopped, and nobody braked before then. */
export const lifted = ({ people }: BrakeState, until: number): BrakeState => ({
  liftedUntil: until,
  people: Object.fromEntries(
    Object.entries(people).map(([name, { patients, rows }]) => [name, { patients, rows }]),
  ),
})

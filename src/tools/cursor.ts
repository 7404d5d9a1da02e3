import { z } from 'zod'

import { JheError } from '../errors.js'
import { fingerprint } from '../text/fingerprint.js'

/** A timestamptz as PostgreSQL writes it in JSON. */
const instant =
  /^(-?infinity|\d{4,6}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?\+00:00( BC)?)$/

/** Days of a month; leap years come again after 400 years, and the year before 1 is 1 BC. */
const daysIn = (year: number, month: number, isBefore: boolean): number => {
  const same = 2000 + ((isBefore ? 4801 - year : year) % 400)
  return new Date(Date.UTC(same, month, 0)).getUTCDate()
}

/** Whether PostgreSQL can have written it: a day of its calendar, of a year that it knows. */
const isInstant = (text: string): boolean => {
  if (!instant.test(text)) return false
  if (text.endsWith('infinity')) return true
  const isBefore = text.endsWith('BC')
  const [year = 0, month = 0, day = 0] = text.split(/[-T]/, 3).map(Number)
  const isYear = year >= 1 && year <= (isBefore ? 4713 : 294_275)
  return isYear && day >= 1 && day <= daysIn(year, month, isBefore)
}

/** Where a page ended: the sort key and the id of its last row. */
const positionSchema = z.strictObject({
  at: z.string().refine(isInstant).nullable(),
  id: z.int().min(0),
})
export type Position = z.output<typeof positionSchema>

/** The same of rows whose ids are uuids. */
const recordPositionSchema = z.strictObject({ ...positionSchema.shape, id: z.guid() })
export type RecordPosition = z.output<typeof recordPositionSchema>

/** The same of rows that are sorted by a number. */
const valuePositionSchema = z.strictObject({ value: z.number(), id: z.int().min(0) })
export type ValuePosition = z.output<typeof valuePositionSchema>

type AnyPosition = Position | RecordPosition | ValuePosition

/** What a cursor belongs to: the person, the tool, and all of its arguments but limit and cursor. */
export interface CursorScope {
  readonly viewer: number
  readonly tool: string
  readonly input: Readonly<Record<string, unknown>>
}

const check = { check: z.string() }
const cursorSchema = z.strictObject({ ...check, ...positionSchema.shape })
const recordCursorSchema = z.strictObject({ ...check, ...recordPositionSchema.shape })

const valueCursorSchema = z.strictObject({ ...check, ...valuePositionSchema.shape })

const checkOf = (question: CursorScope, position: AnyPosition): string => {
  const entries = Object.entries(question.input)
    .filter(([name]) => name !== 'limit' && name !== 'cursor')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const sortKey = 'at' in position ? position.at : position.value
  const checked = [question.viewer, question.tool, entries, sortKey, position.id]
  return fingerprint(JSON.stringify(checked)).slice(0, 16)
}

/** An opaque cursor. It holds a position only: the reach is decided anew for every page. */
export function encodeCursor(question: CursorScope, position: AnyPosition): string {
  const checked = checkOf(question, position)
  return Buffer.from(JSON.stringify({ check: checked, ...position })).toString('base64url')
}

const decoded = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}

const notOfQuestion = new JheError(
  'INPUT_INVALID',
  'cursor does not belong to this question.',
  'Send next_cursor of the page before with the same arguments, or leave cursor out to start again.',
)

/** The position of a cursor that was made for the question. */
const checked = <Found extends AnyPosition>(
  question: CursorScope,
  found: (Found & { readonly check: string }) | undefined,
): Found => {
  const isOurs = found?.check === (found && checkOf(question, found))
  if (found === undefined || !isOurs) throw notOfQuestion
  return found
}

/**
 * The position in a cursor, or undefined without one.
 * @throws JheError INPUT_INVALID for a cursor of another question or a changed one
 */
export function decodeCursor(
  question: CursorScope,
  cursor: string | undefined,
): Position | undefined {
  if (cursor === undefined) return undefined
  return checked(question, cursorSchema.safeParse(decoded(cursor)).data)
}

/**
 * The same of rows whose ids are uuids.
 * @throws JheError INPUT_INVALID for a cursor of another question or a changed one
 */
export function decodeRecordCursor(
  question: CursorScope,
  cursor: string | undefined,
): RecordPosition | undefined {
  if (cursor === undefined) return undefined
  return checked(question, recordCursorSchema.safeParse(decoded(cursor)).data)
}

/**
 * The same of rows that are sorted by a number.
 * @throws JheError INPUT_INVALID for a cursor of another question or a changed one
 */
export function decodeValueCursor(
  question: CursorScope,
  cursor: string | undefined,
): ValuePosition | undefined {
  if (cursor === undefined) return undefined
  return checked(question, valueCursorSchema.safeParse(decoded(cursor)).data)
}

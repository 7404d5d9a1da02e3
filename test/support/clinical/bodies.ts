import { firstCases } from './first-bodies.js'
import { lastCases } from './last-bodies.js'
import type { RecordCase } from './record-case.js'

/** Every one of the 26 types in the spellings of R4 and of R5. */
export const recordCases: readonly RecordCase[] = [...firstCases, ...lastCases]

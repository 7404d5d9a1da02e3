import { createMemoryStore } from '../../../src/guard/brake/memory-store.js'
import { createGuard, type Guard } from '../../../src/guard/guard.js'

/** Limits of tests that read many patients for another reason than the brake. */
const limits = { patientsPerHour: 100_000, patientsPerDay: 100_000, rowsPerHour: 100_000_000 }

/** The same for a program, by its settings. */
export const generousBrake = {
  JHE_BRAKE_PATIENTS_PER_HOUR: String(limits.patientsPerHour),
  JHE_BRAKE_PATIENTS_PER_DAY: String(limits.patientsPerDay),
  JHE_BRAKE_ROWS_PER_HOUR: String(limits.rowsPerHour),
} as const

/** A guard that counts in memory and never brakes. */
export const testGuard = (now: () => Date): Guard =>
  createGuard({ store: createMemoryStore(), limits, canaries: [], now })

import { z } from 'zod'

/** Fields that tools share, so that the same thing is always described the same way. */
export const studyId = z.int().min(1).describe('Study id from list_studies, e.g. 30001')
export const patientId = z
  .int()
  .min(1)
  .describe('Patient id from get_patient_demographics, e.g. 40001')
/** Where a neighbour in the list of tools has told what it is. */
export const plainId = z.int().min(1)
export const limit = z.int().min(1).max(1000)
export const cursor = z.string().max(400).describe('next_cursor of the page before')

export const format = z.enum(['slim', 'fhir']).default('slim').describe('fhir: FHIR R5 Bundle')
/** What format fhir answers instead of rows. */
export const bundle = z.record(z.string(), z.unknown()).optional()

export const truncated = z.boolean().describe('More rows exist: go on with next_cursor')
export const nextCursor = z.string().nullable()
export const notice = z.string().optional()
export const count = z.int().min(0)

export const organization = z.strictObject({ id: z.int(), name: z.string() })

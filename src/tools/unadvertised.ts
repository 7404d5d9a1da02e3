import { z } from 'zod'

import { idOf } from './field-marks.js'

// The same fields as in `params`, with limits that are checked and not told: in sets of tools that
// are off unless asked for, each character of `tools/list` counts.

const positive = z.int().refine((id) => id >= 1, 'must be at least 1')

export const studyId = idOf('study', positive)
export const patientId = idOf(
  'patient',
  z.int().refine((id) => id >= 1, 'must be at least 1'),
)
/** JHE's root organization has the id 0. */
export const organizationId = idOf(
  'organization',
  z.int().refine((id) => id >= 0, 'must not be negative'),
)
export const limit = z.int().refine((rows) => rows >= 1 && rows <= 1000, 'must be 1 to 1000')
export const format = z.enum(['slim', 'fhir']).default('slim')

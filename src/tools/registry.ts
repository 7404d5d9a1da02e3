import { describeSchema } from './describe-schema.js'
import { getPatientObservations } from './observations.js'
import { searchPatients } from './patient-search.js'
import { getPatientDemographics } from './patients.js'
import { getServerStatus } from './status.js'
import { getStudyCount, getStudyMetadata, listStudies } from './studies.js'
import { summarizeObservations } from './summary.js'
import type { Tool } from './tool.js'
import { getObservationTrend } from './trend.js'

/** Every tool, in the order of `tools/list` and the README. */
export const tools: readonly Tool[] = [
  getStudyCount,
  listStudies,
  getStudyMetadata,
  getPatientDemographics,
  getPatientObservations,
  searchPatients,
  summarizeObservations,
  getObservationTrend,
  describeSchema,
  getServerStatus,
]

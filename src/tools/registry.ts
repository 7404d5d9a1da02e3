import { describeSchema } from './server/describe-schema.js'
import { getPatientObservations } from './observations/observations.js'
import { searchPatients } from './patients/search.js'
import { getPatientDemographics } from './patients/demographics.js'
import { getServerStatus } from './server/status.js'
import { getStudyCount, getStudyMetadata, listStudies } from './studies/studies.js'
import { summarizeObservations } from './observations/summary.js'
import { listPatientSummaries } from './cohort/list-patient-summaries.js'
import { getStudyActivity } from './cohort/activity.js'
import { getClinicalRecords } from './clinical/records.js'
import { countClinicalRecords } from './clinical/counts.js'
import { listOrganizations } from './directory/organizations.js'
import { summarizeCohort } from './cohort/summarize-cohort.js'
import { listPractitioners } from './directory/practitioners.js'
import type { Tool } from './tool.js'
import { getObservationTrend } from './observations/trend.js'

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
  summarizeCohort,
  listPatientSummaries,
  getStudyActivity,
  getClinicalRecords,
  countClinicalRecords,
  listOrganizations,
  listPractitioners,
]

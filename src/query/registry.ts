import type { SchemaProfile } from '../db/profile.js'
import { describeViewer } from './studies/describe-viewer.js'
import {
  newestObservations,
  newestObservationsFhir,
  oldestObservations,
  oldestObservationsFhir,
} from './observations/page/observations.js'
import { searchPatients } from './patients/search.js'
import type { AnswerRow, Query } from './compile/query.js'
import { listPatients } from './patients/demographics.js'
import { ownStatistics } from './studies/own-statistics.js'
import { siteTypes } from './studies/site-types.js'
import { compileStatement, type Statement } from './compile/statement.js'
import { countStudies, listStudies } from './studies/studies.js'
import { studyMetadata } from './studies/study-metadata.js'
import { studyResources } from './studies/study-resources.js'
import { studyTypes } from './studies/study-types.js'
import { summarizePatient, summarizeStudy } from './observations/summary/summary.js'
import { listRecords, listRecordsFhir } from './clinical/records.js'
import { countRecordsOfPatient, countRecordsOfStudy, countStudyRecords } from './clinical/counts.js'
import { listOrganizations } from './directory/organizations.js'
import { listPractitioners } from './directory/practitioners.js'
import { studyActivity } from './cohort/activity/study-activity.js'
import { summarizeCohort } from './cohort/summary.js'
import { listPatientSummaries } from './cohort/worklist.js'
import { trendPatient, trendStudy } from './observations/trend/trend.js'

/** Every query that may be asked, in the order of the closed list. */
export const queries = {
  describeViewer,
  countStudies,
  listStudies,
  studyMetadata,
  studyResources,
  siteTypes,
  studyTypes,
  ownStatistics,
  listPatients,
  searchPatients,
  newestObservations,
  oldestObservations,
  newestObservationsFhir,
  oldestObservationsFhir,
  summarizePatient,
  summarizeStudy,
  trendPatient,
  trendStudy,
  listRecords,
  listRecordsFhir,
  countRecordsOfPatient,
  countRecordsOfStudy,
  countStudyRecords,
  listOrganizations,
  listPractitioners,
  studyActivity,
  summarizeCohort,
  listPatientSummaries,
}

/** A query, whatever its arguments and its row are. */
type AnyQuery = Query<object, AnswerRow>

const all: readonly AnyQuery[] = Object.values(queries)

/** Every statement that a tool may send under a schema profile: the closed list. */
export function statementsOf(profile: SchemaProfile): ReadonlyMap<object, Statement> {
  return new Map(all.map((query) => [query, compileStatement(query, profile)]))
}

/** The closed list at work. */
export interface StatementList {
  /** The statement of a query, compiled by its first use; undefined for one that is not listed. */
  of(query: object): Statement | undefined
  /** Whether a text is that of a listed query that has been asked for. */
  has(text: string): boolean
}

/** The closed list under a schema profile, for who asks few of its queries and wants no delay. */
export function listOf(profile: SchemaProfile): StatementList {
  const statements = new Map<object, Statement>()
  const texts = new Set<string>()
  const compiled = (asked: object): Statement | undefined => {
    const query = all.find((one) => one === asked)
    return query === undefined ? undefined : compileStatement(query, profile)
  }
  return {
    of: (query) => {
      const known = statements.get(query) ?? compiled(query)
      if (known === undefined) return undefined
      statements.set(query, known)
      texts.add(known.text)
      return known
    },
    has: (text) => texts.has(text),
  }
}

import type { SchemaProfile } from '../db/profile.js'
import { describeViewer } from './describe-viewer.js'
import {
  newestObservations,
  newestObservationsFhir,
  oldestObservations,
  oldestObservationsFhir,
} from './observations.js'
import { nameWords, searchPatients } from './patient-search.js'
import { listPatients } from './patients.js'
import { compileStatement, type Statement } from './statement.js'
import { countStudies, listStudies } from './studies.js'
import { studyMetadata } from './study-metadata.js'
import { studyResources } from './study-resources.js'
import { studyTypes } from './study-types.js'
import { summarizePatient, summarizeStudy } from './summary.js'
import { trendPatient, trendStudy } from './trend.js'

export {
  countStudies,
  describeViewer,
  listPatients,
  listStudies,
  nameWords,
  newestObservations,
  newestObservationsFhir,
  oldestObservations,
  oldestObservationsFhir,
  searchPatients,
  studyMetadata,
  studyResources,
  studyTypes,
  summarizePatient,
  summarizeStudy,
  trendPatient,
  trendStudy,
}

/** Every statement that a tool may send under a schema profile: the closed list. */
export function statementsOf(profile: SchemaProfile): ReadonlyMap<object, Statement> {
  return new Map<object, Statement>([
    [describeViewer, compileStatement(describeViewer, profile)],
    [countStudies, compileStatement(countStudies, profile)],
    [listStudies, compileStatement(listStudies, profile)],
    [studyMetadata, compileStatement(studyMetadata, profile)],
    [studyResources, compileStatement(studyResources, profile)],
    [studyTypes, compileStatement(studyTypes, profile)],
    [listPatients, compileStatement(listPatients, profile)],
    [searchPatients, compileStatement(searchPatients, profile)],
    [newestObservations, compileStatement(newestObservations, profile)],
    [oldestObservations, compileStatement(oldestObservations, profile)],
    [newestObservationsFhir, compileStatement(newestObservationsFhir, profile)],
    [oldestObservationsFhir, compileStatement(oldestObservationsFhir, profile)],
    [summarizePatient, compileStatement(summarizePatient, profile)],
    [summarizeStudy, compileStatement(summarizeStudy, profile)],
    [trendPatient, compileStatement(trendPatient, profile)],
    [trendStudy, compileStatement(trendStudy, profile)],
  ])
}

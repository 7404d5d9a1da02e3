import type { ViewerArgs } from './database.js'
import type { Viewer } from './viewer.js'

/** What a statement is told about its viewer. */
export const viewerArgsOf = (viewer: Viewer): ViewerArgs => ({
  viewer_id: viewer.subject,
  claimed_studies: viewer.claimedStudies,
  only_studies: viewer.onlyStudies,
  only_patients: viewer.onlyPatients,
  only_types: viewer.onlyTypes,
  enforce_consent: viewer.enforceConsent,
})

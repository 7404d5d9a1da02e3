import { type JsonRecord } from '../../../record.js'
import { objectAt, objectsAt, textAt } from '../../../record-members.js'

/** What somebody is to JHE, and what they can do where that opens nothing to them. */
export interface ViewerWords {
  readonly kind: string
  /** Empty where nothing is amiss. */
  readonly next: string
}

const unknownAccount: ViewerWords = {
  kind: 'nobody that this database knows',
  next: 'The sign-in and the database may be of two different JHEs: let the checks of this page, or whoever set up jhe-mcp, look at JHE_BASE_URL and JHE_DB_CONN.',
}

const letInByNobody: ViewerWords = {
  kind: 'an account that no organization has let in',
  next: 'Ask a manager of the organization of your study to add you to it in JHE. To be an administrator (superuser) of JHE opens no study by itself.',
}

const ofPatient: ViewerWords = {
  kind: 'a patient: you see your own data, and nobody else’s',
  next: '',
}

const inactive: ViewerWords = {
  kind: 'an account that is switched off',
  next: 'Ask your JHE administrator to activate the account.',
}

const memberships = (person: JsonRecord): readonly string[] =>
  objectsAt(person, 'organizations').map((organization) => {
    const role = textAt(organization, 'role')
    return role === '' ? textAt(organization, 'name') : `${role} of ${textAt(organization, 'name')}`
  })

/** Of a server that does not say who somebody is: what the studies tell of it. */
const fromStudies = (studies: readonly JsonRecord[]): ViewerWords | undefined => {
  if (studies.length === 0) return letInByNobody
  const roles = [...new Set(studies.map((study) => textAt(study, 'role')))]
  if (roles.includes('')) return ofPatient
  return { kind: `a practitioner: ${roles.join(', ')}`, next: '' }
}

/**
 * Who the viewer is.
 * @param person as `/api/person` tells them
 * @param studies that they may see; undefined where these could not be asked for
 * @returns undefined where that is not known
 */
export function viewerWords(
  person: JsonRecord,
  studies: readonly JsonRecord[] | undefined,
): ViewerWords | undefined {
  const organizations = memberships(person)
  if (person['is_known'] === false) return unknownAccount
  switch (person['kind']) {
    case 'inactive':
      return inactive
    case 'patient':
      return ofPatient
    case 'nobody':
      return letInByNobody
    case 'practitioner':
      return organizations.length === 0
        ? letInByNobody
        : { kind: `a practitioner: ${organizations.join(', ')}`, next: '' }
    default:
      return studies === undefined || person['name'] === null ? undefined : fromStudies(studies)
  }
}

/** A problem as `get_server_status` tells it, without the code that begins it. */
export const problemText = (part: JsonRecord): string =>
  textAt(part, 'problem').replace(/^[A-Z_]+: /, '')

/** What to do where the server could not be asked as somebody; empty where it can. */
export function nextStep(status: JsonRecord): string {
  if (status['signed_in'] !== true)
    return `${problemText(objectAt(status, 'session'))} Press “Sign in”, where there is that button.`
  const database = objectAt(status, 'database')
  return database['reachable'] === true ? '' : problemText(database)
}

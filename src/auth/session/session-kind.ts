import { jhe } from '../place.js'
import type { RecordKind } from '../store/record-kind.js'
import { schemaVersion } from '../store/token-file.js'
import { sessionSchema, type Session, type SessionOwner } from './session.js'

/** Name of a record in the file: neither part can hold a space. */
export const recordName = ({ issuer, clientId }: SessionOwner): string => `${issuer} ${clientId}`

/** How the session of one JHE and one OAuth client is stored. */
export function sessionKind(owner: SessionOwner): RecordKind<Session> {
  const { issuer, clientId } = owner
  return {
    name: recordName(owner),
    accountIn: (dir) => `${clientId} at ${issuer} in ${dir}`,
    binding: JSON.stringify([schemaVersion, issuer, clientId]),
    schema: sessionSchema,
    isOwn: (session) => session.issuer === issuer && session.client_id === clientId,
    isSame: (one, other) =>
      one.access_token === other.access_token &&
      one.refresh_token === other.refresh_token &&
      one.id_token === other.id_token,
    login: jhe.login,
  }
}

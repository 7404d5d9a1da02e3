import { z } from 'zod'

import type { Place } from '../../auth/place.js'
import type { SessionOwner } from '../../auth/session/session.js'
import type { RecordKind } from '../../auth/store/record-kind.js'
import { schemaVersion } from '../../auth/store/token-file.js'
import type { ServerUrl } from '../server-url.js'

/** What is stored of one sign-in at a server elsewhere. Names as on the wire (RFC 6749, section 5.1). */
const remoteSessionSchema = z.object({
  /** Canonical address of the server. */
  server: z.string(),
  issuer: z.string(),
  /** RFC 8707: what the tokens are for. */
  resource: z.string(),
  client_id: z.string(),
  /** Of a client that was registered; one of the settings keeps its secret there. */
  client_secret: z.string().optional(),
  /** RFC 7591; absent for a client of the settings. */
  token_endpoint_auth_method: z
    .enum(['none', 'client_secret_basic', 'client_secret_post'])
    .optional(),
  access_token: z.string(),
  refresh_token: z.string().nullable(),
  /** Seconds since the epoch. */
  expires_at: z.int().nullable(),
  scopes: z.array(z.string()),
  /** Made at the sign-in and kept by renewals. */
  sign_in: z.string(),
})

export type RemoteSession = Readonly<z.output<typeof remoteSessionSchema>>

/** File of the sessions at servers elsewhere, in the folder of the sessions. */
export const sessionsFileName = 'server_cache.json'

/** What processes compare to tell whether they sign in at the same server. */
export const ownerOf = ({ href }: ServerUrl): SessionOwner => ({
  issuer: href,
  clientId: 'server elsewhere',
})

/** What is common to the records that are kept of one server. */
export const serverRecord = (
  what: string,
  { href }: ServerUrl,
  { login }: Place,
): Pick<RecordKind<never>, 'name' | 'accountIn' | 'binding' | 'login'> => ({
  name: `${what} ${href}`,
  accountIn: (dir: string): string => `${what} at ${href} in ${dir}`,
  binding: JSON.stringify([schemaVersion, what, href]),
  login,
})

/** How the session at one server is stored. */
export const remoteSessionKind = (server: ServerUrl, place: Place): RecordKind<RemoteSession> => ({
  ...serverRecord('session', server, place),
  schema: remoteSessionSchema,
  isOwn: (session) => session.server === server.href,
  isSame: (one, other) =>
    one.access_token === other.access_token && one.refresh_token === other.refresh_token,
})

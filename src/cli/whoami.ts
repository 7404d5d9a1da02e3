import type { Identity } from '../auth/identity.js'
import type { PersonInJhe } from '../calls/describe-person.js'
import type { SessionSource, VerifiedSession } from '../auth/session/session-source.js'
import { personOf } from '../auth/session/person.js'
import { endOfSession } from '../auth/session/refresh.js'
import type { Session } from '../auth/session/session.js'
import { type ErrorCode, JheError } from '../errors.js'
import type { Grant } from '../permissions/grant.js'
import { clean } from '../text/clean.js'
import type { CommandRewriter } from '../app/command-rewriter.js'
import { lastingOf } from '../app/session-lines.js'

export interface WhoamiIo {
  readonly identity: SessionSource
  /** `claims` or `database`: what decides which studies this identity may read. */
  readonly permissionSource: (identity: Identity) => 'claims' | 'database'
  /** What this computer's settings hold the session to. */
  readonly grant: Grant
  /** Reads the person from the database; a failure is reported, and the rest still shown. */
  readonly personInJhe: (identity: Identity, signal: AbortSignal) => Promise<PersonInJhe>
  readonly now: () => Date
  /** Makes the commands of an error those of this installation. */
  readonly rewriteCommands: CommandRewriter
  readonly stdout: (line: string) => void
  readonly signal: AbortSignal
}

/** `whoami --json`; fields from the database are null where it failed. */
interface Whoami {
  readonly signed_in: true
  readonly subject: number
  readonly email: string | null
  readonly kind: string | null
  readonly issuer: string
  readonly client_id: string
  readonly store: 'keychain' | 'file'
  readonly expires_at: string
  readonly permission_source: 'claims' | 'database'
  readonly organizations: PersonInJhe['organizations'] | null
  readonly study_count: number | null
  /** What `JHE_STUDY`, `JHE_PATIENT`, `JHE_SCOPE`, `JHE_TOOLS` and the policy leave; null is everything. */
  readonly limited_to: Pick<Grant, 'studies' | 'patient' | 'types'>
}

/** What narrows the session, by id and code; none where nothing does. */
const limitsIn = ({ studies, patient, types }: Whoami['limited_to']): readonly string[] => {
  const listed = (name: string, limit: readonly (number | string)[] | null): readonly string[] =>
    limit === null ? [] : [`${name} ${limit.length === 0 ? 'none' : limit.join(', ')}`]
  return [
    ...listed('studies', studies),
    ...listed('patient', patient),
    ...listed('rows of', types.read),
    ...listed('figures of', types.search),
  ]
}

const signedOut: readonly ErrorCode[] = ['SIGN_IN_REQUIRED', 'SESSION_EXPIRED']

const inspect = async ({ identity, signal }: WhoamiIo): Promise<VerifiedSession | JheError> => {
  try {
    return await identity.inspect(signal)
  } catch (thrown) {
    if (thrown instanceof JheError && signedOut.includes(thrown.code)) return thrown
    throw thrown
  }
}

type Found = { readonly person: PersonInJhe } | { readonly person: null; readonly error: unknown }

const findPerson = async (io: WhoamiIo, identity: Identity): Promise<Found> => {
  try {
    const { organizations, ...person } = await io.personInJhe(identity, io.signal)
    const shown = organizations.map(({ name, ...rest }) => ({ ...rest, name: clean(name, 200) }))
    return { person: { ...person, organizations: shown } }
  } catch (error) {
    return { person: null, error }
  }
}

const toLines = (answer: Whoami, session: Session, now: Date, store: string): readonly string[] => [
  `person:        ${personOf({ subject: answer.subject, ...(answer.email === null ? {} : { email: answer.email }) })}`,
  `kind:          ${answer.kind ?? 'unknown'}`,
  `issuer:        ${answer.issuer}`,
  `client:        ${answer.client_id}`,
  `store:         ${store}`,
  `expires:       ${lastingOf(session, now)}`,
  `permissions:   from the ${answer.permission_source === 'claims' ? 'token and the database' : 'database'}`,
  `studies:       ${answer.study_count ?? 'unknown'}`,
  ...limitsIn(answer.limited_to).map(
    (line, at) => `${at === 0 ? 'limited to:    ' : '               '}${line}`,
  ),
  ...(answer.organizations === null
    ? ['organizations: unknown']
    : answer.organizations.length === 0
      ? ['organizations: none']
      : answer.organizations.map(
          ({ name, role }, at) =>
            `${at === 0 ? 'organizations: ' : '               '}${role === null ? name : `${name} (${role})`}`,
        )),
]

const unknownPerson = { kind: null, organizations: null, study_count: null }

interface Access {
  readonly permissionSource: 'claims' | 'database'
  readonly grant: Grant
}

const describe = (
  { session, store, claims }: VerifiedSession,
  { permissionSource, grant }: Access,
  person: PersonInJhe | null,
): Whoami => {
  const { studies, patient, types } = grant
  const { kind, organizations, study_count } = person ?? unknownPerson
  return {
    signed_in: true,
    subject: claims.subject,
    email: claims.email === undefined ? null : clean(claims.email, 200),
    kind,
    issuer: claims.issuer,
    client_id: session.client_id,
    store: store.kind,
    expires_at: new Date(endOfSession(session) * 1000).toISOString(),
    permission_source: permissionSource,
    organizations,
    study_count,
    limited_to: { studies, patient, types },
  }
}

/**
 * `jhe-mcp whoami`: who is signed in and what that person may see.
 * @returns exit code 0, or 3 without a session
 * @throws JheError the error of the token check or, after the answer, of the database.
 */
export async function whoami({ json }: { readonly json: boolean }, io: WhoamiIo): Promise<number> {
  const verified = await inspect(io)
  if (verified instanceof JheError) {
    io.stdout(
      json ? '{"signed_in":false}' : io.rewriteCommands(`${verified.message} ${verified.hint}`),
    )
    return 3
  }
  const { session, claims, store } = verified
  const { subject, issuer, permissions } = claims
  const identity = { subject, issuer, studies: permissions?.studies ?? null }
  const found = await findPerson(io, identity)
  const answer = describe(
    verified,
    { permissionSource: io.permissionSource(identity), grant: io.grant },
    found.person,
  )
  const lines = json
    ? [JSON.stringify(answer, null, 2)]
    : toLines(answer, session, io.now(), store.describe())
  for (const line of lines) io.stdout(line)
  if (found.person === null) throw found.error
  return 0
}

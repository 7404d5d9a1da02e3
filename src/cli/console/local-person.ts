import { openAccount } from '../../app/account.js'
import { noAudit } from '../../app/audit/open-audit.js'
import { withoutChoice } from '../../app/grant/ask-study.js'
import type { OpenApp } from '../../app/opened-app.js'
import type { CommandContext } from '../../app/runtime.js'
import { lastingOf, personOf } from '../../app/session-lines.js'
import { describePerson } from '../../calls/describe-person.js'
import type { Identity } from '../../auth/identity.js'
import { onlyNamed, type SessionFact, type ShownPerson } from '../../console/api/status-routes.js'
import { JheError } from '../../errors.js'
import { clean } from '../../text/clean.js'

/** What the session says of the person. */
interface Named {
  readonly name: string
  readonly session: readonly SessionFact[]
}

/** Reads the session of this computer, as `whoami` does. @throws JheError as the identity source */
export type ReadSession = (signal: AbortSignal) => Promise<Named>

/** The session of the settings, with the email address. */
export const savedSession = (command: CommandContext): ReadSession => {
  const { runtime } = command
  return async (signal) => {
    // nobody signs in here, so that there is nothing to record
    const account = openAccount(command, { audit: noAudit })
    const { session, store, claims } = await account.identity.inspect(signal)
    return {
      name: personOf(claims),
      session: [
        { name: 'Issuer', value: claims.issuer },
        { name: 'Session', value: lastingOf(session, runtime.now()) },
        { name: 'Kept in', value: store.describe() },
      ],
    }
  }
}

/** What the database says of the person. */
type InDatabase = Pick<ShownPerson, 'kind' | 'is_known' | 'organizations'>

const inDatabase = async (
  { app, caller }: Pick<OpenApp, 'app' | 'caller'>,
  person: Identity,
  signal: AbortSignal,
): Promise<InDatabase> => {
  await caller.admit?.(signal)
  const { grant } = withoutChoice(caller)
  const { kind, is_known, organizations } = await describePerson(app, { person, grant }, signal)
  const named = organizations.map(({ name, role }) => ({ name: clean(name, 200), role }))
  return { kind, is_known, organizations: named }
}

/** The database refuses who is switched off; another failure tells nothing of the person. */
const refusedAs = (thrown: unknown): InDatabase | undefined =>
  thrown instanceof JheError && thrown.code === 'ACCOUNT_INACTIVE'
    ? { kind: 'inactive', is_known: true, organizations: [] }
    : undefined

/** What the session says, or at least whose it is. */
const nameOf = async (
  { subject }: Identity,
  readSession: ReadSession | undefined,
  signal: AbortSignal,
): Promise<Named> => {
  const read = await readSession?.(signal).catch(() => undefined)
  return read ?? { name: personOf({ subject }), session: [] }
}

/**
 * The person of this computer: from the session, and from the database where it answers. Why one of
 * them does not, `get_server_status` says.
 * @param readSession undefined for the demo, which has none
 */
export const localPerson =
  (opened: Pick<OpenApp, 'app' | 'caller'>, readSession: ReadSession | undefined) =>
  async (signal: AbortSignal): Promise<ShownPerson> => {
    const state = await opened.caller.identity.state(signal).catch(() => undefined)
    if (state === undefined) return onlyNamed(null)
    const { identity } = state
    const { name, session } = await nameOf(identity, readSession, signal)
    const found = await inDatabase(opened, identity, signal).catch(refusedAs)
    signal.throwIfAborted()
    return { ...onlyNamed(name, session), ...found }
  }

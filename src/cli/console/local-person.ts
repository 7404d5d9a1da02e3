import { openAccount } from '../../app/account.js'
import { noAudit } from '../../app/audit/open-audit.js'
import { withoutChoice } from '../../app/grant/ask-study.js'
import type { OpenApp } from '../../app/opened-app.js'
import type { CommandContext } from '../../app/runtime.js'
import { lastingOf, personOf } from '../../app/session-lines.js'
import { describePerson } from '../../calls/describe-person.js'
import type { Identity } from '../../auth/identity.js'
import { onlyNamed, type SessionFact, type ShownPerson } from '../../console/api/status-routes.js'
import { JheError, type ErrorCode } from '../../errors.js'
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

/** Without anybody signed in, the page shows how to sign in. */
const signedOut: readonly ErrorCode[] = ['SIGN_IN_REQUIRED', 'SESSION_EXPIRED', 'CONFIG_INVALID']

const isSignedOut = (thrown: unknown): boolean =>
  thrown instanceof JheError && signedOut.includes(thrown.code)

const inDatabase = async (
  { app, caller }: Pick<OpenApp, 'app' | 'caller'>,
  person: Identity,
  signal: AbortSignal,
): Promise<Pick<ShownPerson, 'kind' | 'is_known' | 'organizations'>> => {
  await caller.admit?.(signal)
  const { grant } = withoutChoice(caller)
  const { kind, is_known, organizations } = await describePerson(app, { person, grant }, signal)
  const named = organizations.map(({ name, role }) => ({ name: clean(name, 200), role }))
  return { kind, is_known, organizations: named }
}

/**
 * The person of this computer: from the session, and from the database where it answers. Why it does
 * not, `get_server_status` says.
 * @param readSession undefined for the demo, which has none
 */
export const localPerson =
  (opened: Pick<OpenApp, 'app' | 'caller'>, readSession: ReadSession | undefined) =>
  async (signal: AbortSignal): Promise<ShownPerson> => {
    try {
      const { identity } = await opened.caller.identity.state(signal)
      const { name, session } = (await readSession?.(signal)) ?? {
        name: personOf({ subject: identity.subject }),
        session: [],
      }
      const known = onlyNamed(name, session)
      const found = await inDatabase(opened, identity, signal).catch(() => undefined)
      signal.throwIfAborted()
      return found === undefined ? known : { ...known, ...found }
    } catch (thrown) {
      if (isSignedOut(thrown)) return onlyNamed(null)
      throw thrown
    }
  }

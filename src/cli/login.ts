import type { Readable } from 'node:stream'

import type { SessionSource, VerifiedSession } from '../auth/session/session-source.js'
import { revokeSession } from '../auth/issuer/revoke.js'
import type { Session } from '../auth/session/session.js'
import type { SignInAttempt, SignInSettings } from '../auth/sign-in/sign-in.js'
import type { Environment } from '../auth/sign-in/environment-detection.js'
import { jhe } from '../auth/place.js'
import { type ErrorCode, JheError } from '../errors.js'
import { sessionLines } from '../app/session-lines.js'
import { createPresenter, type Presenter } from './login-presenter.js'

export interface LoginOptions {
  /** False for `--no-browser`. */
  readonly browser: boolean
  /** Seconds until the sign-in times out; 300 unless `--timeout` says otherwise. */
  readonly timeout: number
  /** Has JHE ask who it is, although there is a valid session here or in the browser. */
  readonly force: boolean
}

export interface LoginIo {
  readonly settings: SignInSettings
  readonly signIn: (attempt: SignInAttempt) => Promise<Session>
  /** Verifies the stored session, and renews it where needed. */
  readonly identity: SessionSource
  /** @returns whether a browser was opened. */
  readonly openBrowser: (address: string) => Promise<boolean>
  readonly environment: Environment
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: (line: string) => void
  readonly stderr: (line: string) => void
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal
}

const signedOut: readonly ErrorCode[] = ['SIGN_IN_REQUIRED', 'SESSION_EXPIRED', 'TOKEN_INVALID']

const goodSession = async ({ identity, signal }: LoginIo): Promise<VerifiedSession | undefined> => {
  try {
    return await identity.inspect(signal)
  } catch (thrown) {
    if (thrown instanceof JheError && signedOut.includes(thrown.code)) return undefined
    throw thrown
  }
}

/** The session that a new one replaces; undefined also where it cannot be read, which does not prevent a sign-in. */
const readQuietly = async ({ stores }: SignInSettings): Promise<Session | undefined> => {
  try {
    return await (await stores.current()).read()
  } catch {
    return undefined
  }
}

/** Signs in anew and revokes the session it replaces, which would otherwise stay valid at JHE. */
const signInAnew = async (
  { timeout, force }: LoginOptions,
  { settings, signIn, signal, stderr }: LoginIo,
  { present, upgraded }: Presenter,
): Promise<Session> => {
  const before = await readQuietly(settings)
  const session = await signIn({
    timeout,
    signal,
    fresh: force,
    present,
    upgraded,
    follow: (pid) => {
      stderr(
        `Another jhe-mcp (process ${pid}) is signing in already; finish in the tab that it opened, or at the address that it told.`,
      )
    },
    notice: stderr,
  })
  if (before !== undefined && before.access_token !== session.access_token)
    await revokeSession(settings.issuerClient, before)
  return session
}

/**
 * `jhe-mcp login`: signs the person in and prints who that is, where the session is stored and what
 * ends it. With a valid session it does nothing unless forced.
 * @returns exit code 0, or 130 when interrupted, with the port free again
 * @throws JheError as `signIn` does; CREDENTIALS_LOCKED or ISSUER_* from verifying the session.
 */
export async function login(options: LoginOptions, io: LoginIo): Promise<number> {
  const { settings, signal, stdout } = io
  const { redirect } = settings
  const presenter = createPresenter({ ...io, ...options, place: jhe, redirect })
  try {
    const known = options.force ? undefined : await goodSession(io)
    if (known !== undefined)
      stdout('Already signed in; `jhe-mcp login --switch` signs in somebody else.')
    const session = known?.session ?? (await signInAnew(options, io, presenter))
    const store = await settings.stores.current()
    for (const line of sessionLines(session, store.describe(), settings.now())) stdout(line)
    return 0
  } catch (thrown) {
    if (signal.aborted) return 130
    throw thrown
  } finally {
    presenter.stop()
  }
}

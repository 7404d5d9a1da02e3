import { JheError } from '../../errors.js'
import { diskLimitMs } from '../../files/disk.js'
import { codeOf } from '../../files/file-error.js'
import { FileFault, type FileFaultKind } from '../../files/file-fault.js'

const locked = (message: string, hint: string, cause?: unknown): JheError =>
  new JheError('CREDENTIALS_LOCKED', message, hint, { cause })

type OfPath = (path: string) => JheError

export interface CredentialErrors {
  readonly keychainLocked: () => JheError
  readonly keychainUnavailable: () => JheError
  readonly symlink: OfPath
  readonly foreignOwner: OfPath
  readonly sharedFolder: OfPath
  readonly severalNames: OfPath
  readonly silent: OfPath
  readonly newerLayout: OfPath
  readonly unusable: (path: string, code: string | undefined, cause: unknown) => JheError
  readonly busy: OfPath
}

/**
 * CREDENTIALS_LOCKED in its kinds: the session may be there, but cannot be reached safely.
 * @param login the command that signs in anew
 */
export const createCredentialErrors = (login: string): CredentialErrors => ({
  keychainLocked: (): JheError =>
    locked(
      'The session is sealed with a key in the keychain, which is locked or did not answer within 3 s.',
      `Unlock the keychain (sign in to the desktop) and ask again, or sign in again with \`${login} --token-store file\`.`,
    ),
  keychainUnavailable: (): JheError =>
    locked(
      'There is no usable keychain here.',
      'Start jhe-mcp inside the desktop session (on Linux with DBUS_SESSION_BUS_ADDRESS and a Secret Service such as gnome-keyring), or set JHE_TOKEN_STORE=file and sign in again.',
    ),
  symlink: (path: string): JheError =>
    locked(
      `${path} is not a plain file: it is not followed.`,
      `Remove it, or set JHE_TOKEN_DIR to a folder of your own, and run \`${login}\`.`,
    ),
  foreignOwner: (path: string): JheError =>
    locked(
      `${path} belongs to another user and is not trusted.`,
      `Set JHE_TOKEN_DIR to a folder of your own and run \`${login}\`.`,
    ),
  sharedFolder: (path: string): JheError =>
    locked(
      `${path} is a folder that everybody may write to.`,
      'Set JHE_TOKEN_DIR to a folder of your own, such as ~/.jhe_mcp.',
    ),
  severalNames: (path: string): JheError =>
    locked(
      `${path} has a second name (a hard link), and is not trusted.`,
      `Remove it, or set JHE_TOKEN_DIR to a folder of your own, and run \`${login}\`.`,
    ),
  silent: (path: string): JheError =>
    locked(
      `The disk did not answer within ${diskLimitMs / 1000} s for ${path}.`,
      `Ask again when it does (is it a network drive?), or set JHE_TOKEN_DIR to a folder on another disk and run \`${login}\`.`,
    ),
  newerLayout: (path: string): JheError =>
    locked(
      `${path} was written by a newer jhe-mcp; it is left as it is.`,
      `Update jhe-mcp, or set JHE_TOKEN_DIR to another folder and run \`${login}\`.`,
    ),
  unusable: (path: string, code: string | undefined, cause: unknown): JheError =>
    locked(
      `${path} cannot be used (${code ?? 'unknown error'}).`,
      'Check that the folder and the file are yours and that the disk is not full or read-only.',
      cause,
    ),
  busy: (path: string): JheError =>
    locked(
      `Another jhe-mcp process holds ${path}.lock.`,
      'Try again in a minute; if no other jhe-mcp runs, remove that file.',
    ),
})

const namesOf = {
  'not plain': 'symlink',
  'too long': 'symlink',
  foreign: 'foreignOwner',
  shared: 'sharedFolder',
  'several names': 'severalNames',
  silent: 'silent',
} as const satisfies Readonly<Record<FileFaultKind, string>>

/**
 * Turns failures of file operations in the token folder into JheError.
 * @param path of the file, where the failure does not name one
 * @param login the command that signs in anew
 * @throws JheError CREDENTIALS_LOCKED
 */
export async function lockedUnlessUsable<T>(
  path: string,
  login: string,
  work: () => Promise<T>,
): Promise<T> {
  const errors = createCredentialErrors(login)
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof JheError) throw thrown
    if (thrown instanceof FileFault) throw errors[namesOf[thrown.kind]](thrown.path)
    throw errors.unusable(path, codeOf(thrown), thrown)
  }
}

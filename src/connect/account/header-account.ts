import { JheError } from '../../errors.js'
import type { ServerUrl } from '../server-url.js'
import type { Credentials, RemoteAccount } from './remote-account.js'

const isSame = (one: Credentials, other: Credentials): boolean =>
  JSON.stringify(one.headers) === JSON.stringify(other.headers)

/** An account that needs no sign-in: its headers stand in a file. */
export function createHeaderAccount(
  server: ServerUrl,
  read: () => Promise<Readonly<Record<string, string>>>,
): RemoteAccount {
  let known: Promise<Credentials> | undefined
  const load = async (): Promise<Credentials> => ({ headers: await read() })

  const credentials = async (): Promise<Credentials> => {
    known ??= load()
    try {
      return await known
    } catch (thrown) {
      known = undefined
      throw thrown
    }
  }

  const refusal = (): JheError =>
    new JheError(
      'SIGN_IN_REQUIRED',
      `${server.origin} did not take the headers of the header file.`,
      'Put a key that is valid there into the header file, then ask again.',
    )

  return {
    server,
    credentials,
    renew: async (refused) => {
      known = undefined
      const found = await credentials()
      return refused !== undefined && isSame(found, refused) ? undefined : found
    },
    signIn: async () => await Promise.reject(refusal()),
    offer: async () => await Promise.reject(refusal()),
    accepted: async () => await Promise.reject(refusal()),
    declined: async () => await Promise.resolve(refusal()),
    isSignedIn: async () => await Promise.resolve(true),
    stop: async () => {
      await Promise.resolve()
    },
  }
}

import type { OpenedRemoteAccount } from '../../../src/connect/account/create-remote-account.js'
import { ask, freePort } from '../loopback.js'
import { createTestFolder } from '../worlds/stores.js'
import { startIssuedServer, type IssuedServer, type IssuedServerOptions } from './issued-server.js'
import { openAccount, type AccountChange } from './open-account.js'

export const never = (): AbortSignal => new AbortController().signal

/** What a person does: opens the address, signs in, and the browser comes back. */
export const finish = async (server: IssuedServer, address: string | null): Promise<string> =>
  (await ask((await server.signIn(address ?? '')).href)).body

/** A whole sign-in of an account. */
export const signIn = async (
  account: OpenedRemoteAccount,
  server: IssuedServer,
  challenge = {},
): Promise<string | undefined> => {
  // what the refused request carried
  await account.credentials(never())
  const address = await account.offer(challenge)
  const page = finish(server, address)
  const { headers } = await account.accepted(never())
  await page
  return headers['authorization']
}

/** A server that people sign in at, and accounts there that share one home. */
export const openWorld = async (change: AccountChange = {}, options: IssuedServerOptions = {}) => {
  const server = await startIssuedServer(options)
  const folder = await createTestFolder()
  const port = await freePort()
  return {
    server,
    dir: folder.path,
    account: (other: AccountChange = {}) =>
      openAccount(server.url, folder.path, port, { ...change, ...other }),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

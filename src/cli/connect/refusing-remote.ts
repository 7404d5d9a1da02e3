import type { RemoteAccount } from '../../connect/account/remote-account.js'
import type { SeenStore } from '../../connect/seen/seen-store.js'
import type { Upstream } from '../../connect/upstream/upstream.js'
import type { JheError } from '../../errors.js'

/** What takes the place of a server elsewhere where a wrong setting leaves none: nothing is sent. */
export interface RefusingRemote {
  readonly account: Omit<RemoteAccount, 'server'>
  readonly seen: SeenStore
  readonly upstream: Upstream
}

/** @param problem what every request fails with */
export function refusingRemote(problem: JheError): RefusingRemote {
  const refuse = async (): Promise<never> => await Promise.reject(problem)
  const done = async (): Promise<void> => {
    await Promise.resolve()
  }
  return {
    account: {
      credentials: refuse,
      renew: refuse,
      signIn: refuse,
      offer: refuse,
      accepted: refuse,
      declined: refuse,
      isSignedIn: async () => await Promise.resolve(false),
      stop: done,
    },
    seen: {
      read: async () => {
        await Promise.resolve(undefined)
      },
      write: done,
      forget: done,
    },
    upstream: { send: refuse, close: done },
  }
}

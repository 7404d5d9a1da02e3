import { setTimeout as delay } from 'node:timers/promises'

import type { RemoteAccount } from '../account/remote-account.js'
import { wantsSignIn } from './errors.js'

const firstMs = 2_000
const longestMs = 30_000

/**
 * Waits until it is worth trying again: longer each time, and where somebody must sign in until they
 * have.
 * @param attempt how often it was tried before
 * @throws the reason of the signal
 */
export async function retryLater(
  thrown: unknown,
  attempt: number,
  account: Pick<RemoteAccount, 'isSignedIn'>,
  signal: AbortSignal,
): Promise<void> {
  const pause = wantsSignIn(thrown) ? firstMs : Math.min(longestMs, firstMs * 2 ** attempt)
  do await delay(pause, undefined, { signal, ref: false })
  while (wantsSignIn(thrown) && !(await account.isSignedIn()))
}

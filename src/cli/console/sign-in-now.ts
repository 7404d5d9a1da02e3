import type { Runtime } from '../../app/runtime.js'
import { launcherOf, openBrowser } from '../../auth/sign-in/browser.js'

/** A sign-in of which the person can be told the address, as `BackgroundSignIn` and `RemoteAccount` have it. */
export interface OfferedSignIn {
  /** @returns null where another jhe-mcp shows an address of its own, or somebody has signed in meanwhile */
  readonly offer: () => Promise<string | null>
  readonly accepted: (signal: AbortSignal) => Promise<unknown>
  readonly require: (signal: AbortSignal) => Promise<unknown>
}

/**
 * Signs in since the person has pressed the button for it: a tab is opened each time, however short ago
 * the last one was.
 * @throws JheError SIGN_IN_REQUIRED with the address where it takes longer than 25 s
 */
export async function signInNow(
  { offer, accepted, require }: OfferedSignIn,
  { env }: Pick<Runtime, 'env'>,
  signal: AbortSignal,
): Promise<void> {
  const address = await offer()
  if (address === null) {
    await require(signal)
    return
  }
  await openBrowser(address, launcherOf(env))
  await accepted(signal)
}

import { useState } from 'preact/hooks'

import type { SignInThere } from './sign-in-context.js'

/** A sign-in that counts how often it was done. */
export function useSignIn(signIn: (() => Promise<unknown>) | undefined): SignInThere {
  const [round, setRound] = useState(0)
  return {
    round,
    signIn:
      signIn === undefined
        ? undefined
        : async () => {
            await signIn()
            setRound((before) => before + 1)
          },
  }
}

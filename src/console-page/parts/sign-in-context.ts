import { createContext } from 'preact'

/** The sign-in at the server that a part of the page is about. */
export interface SignInThere {
  /** Undefined where nothing can. */
  readonly signIn: (() => Promise<unknown>) | undefined
  /** How often it was done: everything on the page is asked anew then. */
  readonly round: number
}

export const SignInContext = createContext<SignInThere>({ signIn: undefined, round: 0 })

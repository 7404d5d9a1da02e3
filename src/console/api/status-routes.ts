import { z } from 'zod'

import { makeRoute, noBody } from '../make-route.js'
import type { Route } from '../route.js'

/** Who is signed in, as far as the console knows without asking the database. */
export interface ShownPerson {
  readonly subject: number | string | null
}

export interface StatusOptions {
  readonly version: string
  /** The command that asks one tool of the same server in a terminal, without the tool. */
  readonly callCommand: string
  readonly person: (signal: AbortSignal) => Promise<ShownPerson>
  /** Opens the sign-in in the browser and waits for it; undefined where there is none. */
  readonly signIn: ((signal: AbortSignal) => Promise<void>) | undefined
}

/** `/api/status` and `/api/sign-in`. */
export function statusRoutes({
  version,
  callCommand,
  person,
  signIn,
}: StatusOptions): readonly Route[] {
  const status = makeRoute({
    method: 'GET',
    path: '/api/status',
    input: noBody,
    answer: async ({ signal }) => ({
      value: {
        version,
        call_command: callCommand,
        person: await person(signal),
        can_sign_in: signIn !== undefined,
      },
    }),
  })
  if (signIn === undefined) return [status]
  const begin = makeRoute({
    method: 'POST',
    path: '/api/sign-in',
    input: z.strictObject({}),
    answer: async ({ signal }) => {
      await signIn(signal)
      return { value: {} }
    },
  })
  return [status, begin]
}

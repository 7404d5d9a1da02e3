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
  /** Signs out. @returns what came of it, in a sentence. Undefined where nobody can. */
  readonly signOut: (() => Promise<string>) | undefined
  /** What `doctor` finds; undefined where there is nothing to look at. */
  readonly findings: (() => Promise<readonly Finding[]>) | undefined
}

/** A check of the installation. */
export interface Finding {
  readonly title: string
  readonly status: string
  /** What was seen. */
  readonly detail: string
  /** What to do; null where nothing is wrong. */
  readonly hint: string | null
}

const personRoutes = ({ signIn, signOut, findings }: StatusOptions): readonly Route[] => [
  ...(signIn === undefined
    ? []
    : [
        makeRoute({
          method: 'POST',
          path: '/api/sign-in',
          input: z.strictObject({}),
          answer: async ({ signal }) => {
            await signIn(signal)
            return { value: {} }
          },
        }),
      ]),
  ...(signOut === undefined
    ? []
    : [
        makeRoute({
          method: 'POST',
          path: '/api/sign-out',
          input: z.strictObject({}),
          answer: async () => ({ value: { note: await signOut() } }),
        }),
      ]),
  ...(findings === undefined
    ? []
    : [
        makeRoute({
          method: 'GET',
          path: '/api/findings',
          input: noBody,
          answer: async () => ({ value: { findings: await findings() } }),
        }),
      ]),
]

/** `/api/status`, `/api/sign-in`, `/api/sign-out` and `/api/findings`. */
export function statusRoutes(options: StatusOptions): readonly Route[] {
  const { version, callCommand, person, signIn, signOut, findings } = options
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
        can_sign_out: signOut !== undefined,
        has_findings: findings !== undefined,
      },
    }),
  })
  return [status, ...personRoutes(options)]
}

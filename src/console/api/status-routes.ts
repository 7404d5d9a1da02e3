import { z } from 'zod'

import { makeRoute, noBody } from '../make-route.js'
import type { Route } from '../route.js'

/** A part of what is known of a session, with its name. */
export interface SessionFact {
  readonly name: string
  readonly value: string
}

/** Who is signed in. What is not known is null: the database, or a server elsewhere, does not say it. */
export interface ShownPerson {
  /** In words; null where nobody is. */
  readonly name: string | null
  readonly kind: 'practitioner' | 'patient' | 'inactive' | 'nobody' | null
  /** False where the database has no such account. */
  readonly is_known: boolean | null
  /** With the role in each; null for a patient's. */
  readonly organizations: readonly { readonly name: string; readonly role: string | null }[] | null
  /** As `whoami` says them. */
  readonly session: readonly SessionFact[]
}

/** A person of whom nothing is known but, at most, a name. */
export const onlyNamed = (
  name: string | null,
  session: readonly SessionFact[] = [],
): ShownPerson => ({ name, kind: null, is_known: null, organizations: null, session })

export interface StatusOptions {
  readonly version: string
  /** The command that asks one tool of the same server in a terminal, without the tool. */
  readonly callCommand: string
  /** Asks the session and the database. @throws JheError where the session of a server elsewhere cannot be read */
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

const personRoutes = ({ person, signIn, signOut, findings }: StatusOptions): readonly Route[] => [
  makeRoute({
    method: 'GET',
    path: '/api/person',
    input: noBody,
    answer: async ({ signal }) => ({ value: { ...(await person(signal)) } }),
  }),
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

/** `/api/status`, `/api/person`, `/api/sign-in`, `/api/sign-out` and `/api/findings`. */
export function statusRoutes(options: StatusOptions): readonly Route[] {
  const { version, callCommand, signIn, signOut, findings } = options
  const status = makeRoute({
    method: 'GET',
    path: '/api/status',
    input: noBody,
    // a page that is looked at asks this each minute: nothing is looked up for it
    answer: async () =>
      await Promise.resolve({
        value: {
          version,
          call_command: callCommand,
          can_sign_in: signIn !== undefined,
          can_sign_out: signOut !== undefined,
          has_findings: findings !== undefined,
        },
      }),
  })
  return [status, ...personRoutes(options)]
}

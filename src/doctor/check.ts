import type { DoctorContext } from './context.js'

/** Groups in the order in which they run: a group needs only groups before it. */
export const groups = {
  env: 'Environment',
  config: 'Settings',
  public: 'Public address',
  store: 'Stored session',
  port: 'Sign-in on this computer',
  idp: "JHE's sign-in server",
  auth: 'Session',
  state: 'State of sign-ins',
  db: 'Database',
  access: 'What you may see',
  audit: 'Audit trail',
  mcp: 'MCP server',
  listen: 'Where it listens',
  remote: 'Server at the address',
  oauth: 'Signing in there',
} as const

export type Group = keyof typeof groups

/** Sections of README.md that a finding points to. */
export type Docs =
  | 'use-it-with-your-jhe'
  | 'options'
  | 'signing-in'
  | 'security'
  | 'a-server-elsewhere'
  | 'audit-trail'
  | 'troubleshooting'
  | 'for-jhe-administrators'
  | 'development'

/** One way in which a check does not pass: all that a person must know to act on it. */
export interface Outcome {
  readonly status: 'warn' | 'fail'
  /** Why it matters. */
  readonly why: string
  /** One command or one setting to change. */
  readonly fix: string
  readonly docs: Docs
}

/** Harmless facts: never a host, a name, a secret. */
export type Data = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

interface Facts {
  /** What was seen, as a sentence without its full stop. */
  readonly seen: string
  /** Shown with `--verbose` only: a host, an account. */
  readonly detail?: string
  readonly data?: Data
}

/** The result of a check. */
export type Finding<Name extends string = string> =
  | (Facts & { readonly is: 'pass' })
  | (Facts & {
      readonly is: 'found'
      readonly outcome: Name
      /** In place of the outcome's own, where the cause is known better. */
      readonly fix?: string
    })
  | { readonly is: 'skip'; readonly seen: string }

export interface Check<Name extends string = string> {
  readonly id: string
  readonly group: Group
  readonly title: string
  /** Checks that must pass first, as this one would only repeat their finding. */
  readonly needs: readonly string[]
  /** True for a check that uses the network: skipped with `--offline`. */
  readonly network?: true
  /** Milliseconds, where the usual limit is not enough. */
  readonly limitMs?: number
  /** `timed_out` replaces the common outcome of that name. */
  readonly outcomes: Readonly<Record<Name, Outcome>> & { readonly timed_out?: Outcome }
  run(context: DoctorContext, signal: AbortSignal): Finding<Name> | Promise<Finding<Name>>
  /** What `--fix` may repair: file modes and leftover files, nothing else. */
  repair?(context: DoctorContext): Promise<void>
}

/** A check as a frozen value; its findings can only be outcomes that it declares. */
export const defineCheck = <const Name extends string>(check: Check<Name>): Check =>
  Object.freeze(check)

type Rest = Pick<Facts, 'detail' | 'data'>

export const pass = (seen: string, rest: Rest = {}): Finding<never> => ({
  is: 'pass',
  seen,
  ...rest,
})

export const found = <const Name extends string>(
  outcome: Name,
  seen: string,
  rest: Rest & { readonly fix?: string } = {},
): Finding<Name> => ({ is: 'found', outcome, seen, ...rest })

export const skip = (seen: string): Finding<never> => ({ is: 'skip', seen })

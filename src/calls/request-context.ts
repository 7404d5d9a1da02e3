import type { CallerIdentity } from '../auth/identity.js'
import type { Needs } from '../errors.js'
import { narrowedTo, type Grant } from '../permissions/grant.js'
import type { Toolset } from '../tools/toolset.js'
import type { App } from './app.js'

/** A client program as it names itself; untrusted text. */
export interface ClientInfo {
  readonly name: string
  readonly version: string
}

/** How a caller of `jhe-mcp serve` came, for the audit trail. */
export interface CallerOrigin {
  readonly transport: 'http' | 'sse'
  /** `core_jheuser.id` of the token; known also where a call ends before the identity was asked for. */
  readonly subject: number
  /** Of the OAuth client. */
  readonly clientId: string
  /** A hash that names the grant; null for a token of another JHE client. */
  readonly grant: string | null
}

/** On whose behalf a caller asks, for the audit trail. */
export interface CallerDelegation {
  /** `jti` of its token. */
  readonly id: string
  /** Agents, the one of now first (`act` of RFC 8693 section 4.1). */
  readonly actors: readonly string[]
}

/** What is asked on a page, and what takes the answer, whenever it comes. */
export interface PageQuestion extends Pick<Needs, 'reason' | 'options'> {
  /** @returns whether the study was taken; undefined is none of them */
  readonly take: (study: number | undefined) => Promise<boolean>
}

/** What became of a page while a question waited for it. */
export type PageOutcome =
  | 'chosen'
  | 'declined'
  /** It is open still; the answer is taken when it comes. */
  | 'unanswered'
  /** It is open, and no browser shows it. */
  | 'unopened'
  /** There is no page: something else holds its port. */
  | 'unavailable'

/** A page on this computer on which the person chooses, where their host cannot ask them. */
export interface ChoicePage {
  /**
   * Opens the page, or joins the one that is open, and waits for the answer a while.
   * @throws the reason of the signal
   */
  ask(question: PageQuestion, signal: AbortSignal): Promise<PageOutcome>
}

/** The study of a session that the person chooses (`JHE_STUDY=ask`). */
export interface StudyChoice {
  /** What they may choose from: the grant without the choice. */
  readonly among: Grant
  /** `core_study.id`; undefined before they have chosen. */
  chosen(): number | undefined
  choose(study: number): void
  /** They were asked and did not choose; they are not asked to switch again. */
  isDeclined(): boolean
  decline(): void
  /** Absent where no page may be opened. */
  readonly page?: ChoicePage | undefined
}

/**
 * Runs work once it is the caller's turn.
 * @throws JheError RATE_LIMITED, SERVER_BUSY; the signal's reason when it is aborted before
 */
export type Turn = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>

/** What a session is held to, and the tools that this leaves. */
export interface Granted {
  readonly grant: Grant
  /** The tools on offer; no other can be called. */
  readonly toolset: Toolset
}

/**
 * The caller of one connection (stdio) or one request (HTTP), with its limits. It belongs to one
 * person: two people never share a caller.
 */
export interface Caller extends Granted {
  readonly identity: CallerIdentity
  /** Ceilings that a call cannot raise: rows, and bytes of the whole result on the wire. */
  readonly limits: { readonly rows: number; readonly bytes: number }
  /** Added to every answer. */
  readonly notice: string | undefined
  /** Limits on how often and how many at a time; absent where one person has the process alone. */
  readonly turn?: Turn
  /**
   * Refuses a call before anything else, where that to which the caller is held can end or be refused.
   * @throws JheError
   */
  readonly admit?: (signal: AbortSignal) => Promise<void>
  /** Absent where no study is chosen by the person. */
  readonly choice?: StudyChoice
  /** Absent where the person asks for themselves. */
  readonly delegation?: CallerDelegation
  /** Absent on stdio and on the command line. */
  readonly origin?: CallerOrigin
}

/** All that belongs to one call besides its arguments. */
export interface RequestContext extends Caller {
  /** Null on the command line. */
  readonly client: ClientInfo | null
  /** Aborted when the caller no longer waits. */
  readonly signal: AbortSignal
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`

/** Tells in every answer that there is more than the session may see; no id and no name. */
const noticeOf = (notice: string | undefined, grant: Grant): string | undefined => {
  const narrowed = narrowedTo(grant)
  if (narrowed.length === 0) return notice
  const told = `This session is limited to ${listed(narrowed)}.`
  return notice === undefined ? told : `${notice} ${told}`
}

const lower = (limit: number | null, setting: number): number => Math.min(limit ?? setting, setting)

/** A caller with the limits of the process's settings and of the grant. */
export function callerOf(
  { config, notice }: Pick<App, 'config' | 'notice'>,
  identity: CallerIdentity,
  { grant, toolset }: Granted,
): Caller {
  const { rows, bytes } = grant.limits
  return {
    identity,
    limits: { rows: lower(rows, config.maxRows), bytes: lower(bytes, config.maxBytes) },
    notice: noticeOf(notice, grant),
    grant,
    toolset,
  }
}

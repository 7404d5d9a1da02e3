import { isDeepStrictEqual } from 'node:util'

import { once } from '../../once.js'
import type { SeenStore } from '../seen/seen-store.js'
import {
  discoverResult,
  helloOf,
  initializeResult,
  introductionOf,
  plain,
  resultFor,
  eraOf,
} from './era.js'
import { paramsOf, type Request, type Result } from './wire.js'

/** The definitions of a server, as `Seen` names them; results as hosts of 2025 get them. */
export interface Definitions {
  /** `tools_sha256` of the server's `GET /`. */
  readonly fingerprint: string
  readonly results: Readonly<Record<string, Result>>
}

/** What a request may be answered with. */
export interface Recalled {
  readonly result: Result
  /** An empty list of a server that is known, but whose list was never seen. */
  readonly isGuess: boolean
  /** A greeting in the revision that this host asks for, which need not wait for the server. */
  readonly isSettled: boolean
}

/** What a host is answered with before the server is. */
export interface Memory {
  /** @returns undefined for what is not known, and what is never answered from memory */
  recall(request: Request): Promise<Recalled | undefined>
  /** Keeps what the server answered. */
  keep(request: Request, result: Result): void
  /** Resolves when what was seen last has been read. Never throws. */
  readonly ready: () => Promise<void>
  /** Resolves when all that is kept is written. */
  close(): Promise<void>
}

/** Lists that a host may be answered with before the server is, and what tells it of a change. */
export const changes: Readonly<Record<string, string>> = {
  'tools/list': 'notifications/tools/list_changed',
  'prompts/list': 'notifications/prompts/list_changed',
  'resources/list': 'notifications/resources/list_changed',
  'resources/templates/list': 'notifications/resources/list_changed',
}

const greetings: readonly string[] = ['initialize', 'server/discover']

const emptyLists: Readonly<Record<string, Result>> = {
  'tools/list': { tools: [] },
  'prompts/list': { prompts: [] },
  'resources/list': { resources: [] },
  'resources/templates/list': { resourceTemplates: [] },
}

/** An empty list as an answer to this request; undefined where it asks for no list. */
export const emptyList = (request: Request): Result | undefined => {
  const empty = Object.hasOwn(emptyLists, request.method) ? emptyLists[request.method] : undefined
  return empty === undefined ? undefined : resultFor(eraOf(request), request.method, empty)
}

/** Without tools no question could begin the sign-in, so an unknown list of them is never guessed. */
const isGuessed = (method: string): boolean => method !== 'tools/list'

/** The list of resources may name what one person sees, so the next one is never answered with it. */
const isKept = (method: string): boolean => method !== 'resources/list'

/** Whether a request may be answered from memory: greetings, and the first page of lists. */
export const isRemembered = (request: Request): boolean =>
  greetings.includes(request.method) ||
  (Object.hasOwn(changes, request.method) && paramsOf(request)['cursor'] === undefined)

export const isGreeting = ({ method }: Request): boolean => greetings.includes(method)

/** Whether two results say the same to a host, whatever the era. */
export const sameResult = (a: Result, b: Result): boolean => isDeepStrictEqual(plain(a), plain(b))

/** A remembered result as this request wants it. */
const shaped = (request: Request, results: Readonly<Record<string, Result>>) => {
  const { method } = request
  if (!greetings.includes(method)) {
    const known = results[method]
    return known === undefined ? undefined : resultFor(eraOf(request), method, known)
  }
  const known = results[method] ?? results['initialize'] ?? results['server/discover']
  if (known === undefined) return undefined
  return method === 'initialize'
    ? initializeResult(helloOf(known), introductionOf(request)?.version ?? '')
    : discoverResult(helloOf(known))
}

/**
 * Whether the server's own greeting is known: an `initialize` in the same revision, or any for
 * `server/discover`, which this bridge answers for servers of both eras.
 */
const isSettled = (request: Request, results: Readonly<Record<string, Result>>): boolean => {
  if (request.method === 'server/discover') return greetings.some((method) => method in results)
  if (request.method !== 'initialize') return false
  const asked = introductionOf(request)?.version
  return asked !== undefined && results['initialize']?.['protocolVersion'] === asked
}

/**
 * This program's own definitions, where the server has the same.
 * @param seen the server's fingerprint where the server need not be asked for it
 */
export type Same = (seen?: string) => Promise<Definitions | undefined>

export interface MemoryOptions {
  readonly seen: SeenStore
  /** Definitions of this program, where the server turns out to have the same. */
  readonly same: Same
}

/** What was seen of a server last, else the definitions of this program where they are the same. */
export function createMemory({ seen, same }: MemoryOptions): Memory {
  const last = once(async () => await seen.read())
  let results: Readonly<Record<string, Result>> | undefined
  const known = async () => (results ??= { ...(await last.get())?.results })

  let written: Promise<void> = Promise.resolve()
  const add = (added: Readonly<Record<string, Result>>): void => {
    const next = { ...results, ...added }
    results = next
    written = written
      .then(async () => {
        await seen.write({ results: next, fingerprint: (await same())?.fingerprint })
      })
      .catch(() => undefined)
  }

  const note = async (method: string, result: Result): Promise<void> => {
    const before = await known()
    if (!isDeepStrictEqual(before[method], result)) add({ [method]: result })
  }

  /** From this program's own definitions, which are kept for a start without a network. */
  const fromOwn = async (request: Request): Promise<Result | undefined> => {
    const own = await same((await last.get())?.fingerprint)
    if (own === undefined) return undefined
    const before = await known()
    const kept = Object.entries(own.results).filter(
      ([method]) => isKept(method) && !(method in before),
    )
    if (kept.length > 0) add(Object.fromEntries(kept))
    return shaped(request, own.results)
  }

  return {
    close: async () => {
      await written
    },
    ready: async () => {
      await last.get().catch(() => undefined)
    },
    recall: async (request) => {
      if (!isRemembered(request)) return undefined
      const before = await known()
      const found = shaped(request, before) ?? (await fromOwn(request))
      if (found !== undefined)
        return { result: found, isGuess: false, isSettled: isSettled(request, before) }
      const isKnown = Object.keys(before).length > 0
      const empty = isKnown && isGuessed(request.method) ? emptyList(request) : undefined
      return empty === undefined ? undefined : { result: empty, isGuess: true, isSettled: false }
    },
    keep: (request, result) => {
      const { method } = request
      if (!isRemembered(request) || !isKept(method)) return
      const kept = greetings.includes(method) ? result : plain(result)
      note(method, kept).catch(() => undefined)
    },
  }
}

import { isDeepStrictEqual } from 'node:util'

import { once } from '../../once.js'
import type { Seen, SeenStore } from '../seen/seen-store.js'
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
}

/** What a host is answered with before the server is. */
export interface Memory {
  /** @returns undefined for what is not known, and what is never answered from memory */
  recall(request: Request): Promise<Recalled | undefined>
  /** Keeps what the server answered. */
  keep(request: Request, result: Result): void
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
  const empty = emptyLists[request.method]
  return empty === undefined ? undefined : resultFor(eraOf(request), request.method, empty)
}

/** The list of resources may name what one person sees, so the next one is never answered with it. */
const isKept = (method: string): boolean => method !== 'resources/list'

/** Whether a request may be answered from memory: greetings, and the first page of lists. */
export const isRemembered = (request: Request): boolean =>
  greetings.includes(request.method) ||
  (request.method in changes && paramsOf(request)['cursor'] === undefined)

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

export interface MemoryOptions {
  readonly seen: SeenStore
  /** Definitions of this program, where the server turns out to have the same. */
  readonly same: () => Promise<Definitions | undefined>
}

/** What was seen of a server last, else the definitions of this program where they are the same. */
export function createMemory({ seen, same }: MemoryOptions): Memory {
  const last = once(async () => await seen.read())
  let results: Readonly<Record<string, Result>> | undefined
  const known = async () => (results ??= { ...(await last.get())?.results })

  const write = async (method: string, result: Result): Promise<void> => {
    const before = await known()
    if (isDeepStrictEqual(before[method], result)) return
    results = { ...before, [method]: result }
    const fingerprint = (await same())?.fingerprint
    const next: Seen = { results, fingerprint }
    await seen.write(next)
  }

  return {
    recall: async (request) => {
      if (!isRemembered(request)) return undefined
      const before = await known()
      const found = shaped(request, before) ?? shaped(request, (await same())?.results ?? {})
      if (found !== undefined) return { result: found, isGuess: false }
      const empty = Object.keys(before).length === 0 ? undefined : emptyList(request)
      return empty === undefined ? undefined : { result: empty, isGuess: true }
    },
    keep: (request, result) => {
      const { method } = request
      if (!isRemembered(request) || !isKept(method)) return
      const kept = greetings.includes(method) ? result : plain(result)
      write(method, kept).catch(() => undefined)
    },
  }
}

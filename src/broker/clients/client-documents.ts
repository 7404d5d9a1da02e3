import { LRUCache } from 'lru-cache'

import type { Log } from '../../log.js'
import type { PlatformFetch, PlatformRequest } from '../../auth/issuer/http.js'
import { isRecord } from '../../record.js'
import type { OidcAdapter } from '../../state/store.js'
import type { ClientPolicy } from './client-policy.js'
import { narrowDocument } from './narrow-client.js'
import { createSpecialAddressTest } from './special-addresses.js'

/** What oidc-provider gives its `fetch`: the dispatcher that guards against inner addresses. */
export interface DocumentRequest {
  readonly headers: Iterable<readonly [string, string]>
  readonly signal: AbortSignal
  readonly dispatcher?: unknown
}

/** Fetches the metadata document of a client for oidc-provider. @throws Error when there is none */
export type DocumentFetch = (address: string, request: DocumentRequest) => Promise<Response>

export interface DocumentOptions {
  readonly fetch: PlatformFetch
  readonly policy: ClientPolicy
  /** Where the documents of clients in use are kept, so that a refresh does not need their hosts. */
  readonly store: OidcAdapter
  /** Seconds that a document is kept. */
  readonly keepFor: number
  /** All addresses of a host, in numbers. */
  readonly addressesOf: (host: string) => Promise<readonly string[]>
  /** Whether only hosts that the settings name are asked, whose silence tells of our own network. */
  readonly isLimited: boolean
  readonly now: () => Date
  readonly log: Log
}

/** The metadata documents of clients. */
export interface ClientDocuments {
  readonly fetch: DocumentFetch
  /** Keeps the document of a client that somebody has signed in with. */
  keep(address: string): Promise<void>
  /**
   * Whether hosts of documents can be reached as far as the last fetch told. While they cannot, as
   * in a network without a way out, programs are better off registering.
   */
  readonly isReachable: () => boolean
}

/** An answer that is no document, or a host that is not asked. */
class NoDocument extends Error {}

/** As oidc-provider limits it, in bytes. */
const maxBytes = 5 * 1024

/** How long a host is left alone that gave no document, in milliseconds. */
const restFor = 10_000

/** How long programs are told to register after a host could not be reached, in milliseconds. */
const unreachableFor = 600_000

/** The document is fetched by the platform, whose own options it knows beside ours. */
export const requestOf = ({ headers, signal, dispatcher }: DocumentRequest): PlatformRequest => ({
  ...(dispatcher === undefined ? {} : { dispatcher }),
  method: 'GET',
  headers: Object.fromEntries(headers),
  body: null,
  redirect: 'manual' as const,
  signal,
})

const readLimited = async (response: Response): Promise<string> => {
  const parts: Uint8Array[] = []
  let length = 0
  const sent: AsyncIterable<Uint8Array> | undefined = response.body ?? undefined
  if (sent === undefined) return ''
  for await (const part of sent) {
    length += part.byteLength
    if (length > maxBytes) throw new Error('the document is too long')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

const jsonResponse = (document: object, cacheControl: string | null): Response =>
  Response.json(document, {
    headers: cacheControl === null ? {} : { 'cache-control': cacheControl },
  })

/** Whether the host says that there is no such document any more. */
const isGone = (status: number): boolean => status === 404 || status === 410

/** Whether hosts can be reached, as far as the last failure tells. */
const createReachability = ({ isLimited, log, now }: DocumentOptions) => {
  let unreachableUntil = 0
  const isReachable = (): boolean => now().getTime() >= unreachableUntil
  const noteTrouble = (): void => {
    if (!isLimited) return
    if (isReachable()) {
      log.warn(
        'The metadata document of a program could not be fetched: this server does not reach its host over https. Programs are told to register instead for 10 minutes.',
      )
    }
    unreachableUntil = now().getTime() + unreachableFor
  }
  return { isReachable, noteTrouble }
}

/**
 * Fetches documents from public addresses only, narrows them, and goes on with the last good one
 * while their host has trouble. The policy has allowed the address before.
 */
export function createClientDocuments(options: DocumentOptions): ClientDocuments {
  const { policy, store, log } = options
  const isSpecial = createSpecialAddressTest()
  const resting = new LRUCache<string, true>({ max: 1000, ttl: restFor })
  const fetched = new LRUCache<string, object>({ max: 100 })
  const reachability = createReachability(options)

  const requirePublic = async (host: string): Promise<void> => {
    const addresses = await options.addressesOf(host)
    if (addresses.length === 0 || addresses.some(isSpecial)) {
      throw new NoDocument('the host is not of the public internet')
    }
  }

  const narrow = async (address: string, response: Response): Promise<object> => {
    const document = narrowDocument(JSON.parse(await readLimited(response)), address, policy)
    if (document === undefined) throw new Error('the document is not that of its address')
    return document
  }

  const keep = async (address: string): Promise<void> => {
    const document = fetched.get(address)
    if (document !== undefined) await store.upsert(address, { document }, options.keepFor)
  }

  const kept = async (address: string): Promise<Response | undefined> => {
    const document = (await store.find(address))?.['document']
    return isRecord(document) ? jsonResponse(document, null) : undefined
  }

  const ask = async (address: string, request: DocumentRequest): Promise<Response> => {
    if (resting.has(address)) throw new NoDocument('the host gave no document a moment ago')
    await requirePublic(new URL(address).hostname)
    const response = await options.fetch(address, requestOf(request))
    if (response.status === 200 || isGone(response.status)) return response
    throw new NoDocument(`status ${response.status}`)
  }

  const askOrRemember = async (address: string, request: DocumentRequest): Promise<Response> => {
    try {
      return await ask(address, request)
    } catch (thrown) {
      log.failure(thrown)
      resting.set(address, true)
      if (!(thrown instanceof NoDocument)) reachability.noteTrouble()
      const last = await kept(address)
      if (last === undefined) throw thrown
      return last
    }
  }

  const fetchDocument: DocumentFetch = async (address, request) => {
    if (request.dispatcher === undefined) throw new Error('inner addresses are not guarded')
    const response = await askOrRemember(address, request)
    if (response.status !== 200) return response
    const document = await narrow(address, response)
    fetched.set(address, document)
    // only what is in use is kept: anybody can publish documents without end
    if ((await store.find(address)) !== undefined) await keep(address)
    return jsonResponse(document, response.headers.get('cache-control'))
  }

  return { fetch: fetchDocument, keep, isReachable: reachability.isReachable }
}

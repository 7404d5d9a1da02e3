import { LRUCache } from 'lru-cache'

import type { Log } from '../../log.js'
import type { PlatformFetch, PlatformRequest } from '../../auth/issuer/http.js'
import { isRecord } from '../../record.js'
import type { OidcAdapter } from '../../state/store.js'
import { broughtDocument } from './brought-documents.js'
import type { ClientPolicy } from './client-policy.js'
import { narrowDocument } from './narrow-client.js'
import { createDocumentReach } from './document-reach.js'
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
  readonly log: Log
}

/** The metadata documents of clients. */
export interface ClientDocuments {
  readonly fetch: DocumentFetch
  /** Keeps the document of a client that somebody has signed in with. */
  keep(address: string): Promise<void>
  /** Whether programs may be told that their documents are read. */
  readonly areInReach: () => boolean
}

/** As oidc-provider limits it, in bytes. */
const maxBytes = 5 * 1024

/** How long a host is left alone that gave no document, in milliseconds. */
const restFor = 10_000

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

/**
 * Fetches documents from public addresses only, narrows them, and goes on with the last good one
 * while their host has trouble. The policy has allowed the address before.
 */
export function createClientDocuments(options: DocumentOptions): ClientDocuments {
  const { policy, store, log } = options
  const isSpecial = createSpecialAddressTest()
  const reach = createDocumentReach(policy, log)
  const resting = new LRUCache<string, true>({ max: 1000, ttl: restFor })
  const fetched = new LRUCache<string, object>({ max: 100 })

  const requirePublic = async (host: string): Promise<void> => {
    const addresses = await options.addressesOf(host)
    if (addresses.length === 0 || addresses.some(isSpecial)) {
      throw new Error('the host is not of the public internet')
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

  /** The last good document, else the one that this version brings. */
  const kept = async (address: string): Promise<Response | undefined> => {
    const document = (await store.find(address))?.['document'] ?? broughtDocument(address)
    return isRecord(document) ? jsonResponse(document, null) : undefined
  }

  const ask = async (address: string, request: DocumentRequest): Promise<Response> => {
    if (resting.has(address)) throw new Error('the host gave no document a moment ago')
    const url = new URL(address)
    const response = await reach.of(url, async () => {
      await requirePublic(url.hostname)
      return await options.fetch(address, requestOf(request))
    })
    if (response.status === 200 || isGone(response.status)) return response
    throw new Error(`status ${response.status}`)
  }

  const askOrRemember = async (address: string, request: DocumentRequest): Promise<Response> => {
    try {
      return await ask(address, request)
    } catch (thrown) {
      log.failure(thrown)
      resting.set(address, true)
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

  return { fetch: fetchDocument, keep, areInReach: reach.isGiven }
}

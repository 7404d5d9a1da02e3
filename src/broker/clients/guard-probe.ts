import { once } from 'node:events'
import { createServer } from 'node:http'

import type { PlatformFetch } from '../../auth/issuer/http.js'
import type { Addresses } from '../addresses.js'
import type { ProviderModule } from '../oidc/load-provider.js'
import { requestOf, type DocumentRequest } from './client-documents.js'

/** An address that has no host: oidc-provider is only asked how it would fetch it. */
const nowhere = 'https://guard.invalid/self-test'

/** What oidc-provider fetches documents with, caught before anything is sent. */
const requestOfProvider = async (
  { Provider }: ProviderModule,
  { publicUrl }: Addresses,
): Promise<DocumentRequest | undefined> => {
  let caught: DocumentRequest | undefined
  const { privateKey } = await crypto.subtle.generateKey(
    { name: 'ECDSA', namedCurve: 'P-256' },
    true,
    ['sign', 'verify'],
  )
  const key = await crypto.subtle.exportKey('jwk', privateKey)
  const { kty, crv, x, y, d } = key
  const provider = new Provider(publicUrl, {
    jwks: { keys: [{ kty, crv, x, y, d, alg: 'ES256', use: 'sig' }] },
    adapter: () => ({
      find: async (): Promise<undefined> => {
        await Promise.resolve()
      },
    }),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    cookies: { keys: ['unused'] },
    features: {
      devInteractions: { enabled: false },
      clientIdMetadataDocument: { enabled: true, ack: 'draft-02', allowFetch: () => true },
    },
    fetch: (_address: string, request: DocumentRequest) => {
      caught = request
      throw new Error('only looked at')
    },
  })
  await provider.Client.find(nowhere).catch(() => undefined)
  return caught
}

const isAnswered = async (answer: Promise<Response>): Promise<boolean> =>
  await answer.then(
    () => true,
    () => false,
  )

/**
 * Whether a document of an inner address would really be refused: a server on 127.0.0.1 answers a
 * plain request, and must not be asked by a guarded one.
 */
export async function guardHolds(
  module: ProviderModule,
  addresses: Addresses,
  fetch: PlatformFetch,
): Promise<boolean> {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.writeHead(200, { connection: 'close' }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const own = server.address()
    const inner = `http://127.0.0.1:${String(typeof own === 'object' ? own?.port : 0)}/`
    const signal = AbortSignal.timeout(2000)
    // first of all: the guard is made of what the platform makes with its first request
    const isReached = await isAnswered(fetch(inner, requestOf({ headers: [], signal })))
    const request = await requestOfProvider(module, addresses)
    if (request?.dispatcher === undefined) return false
    const isLeaky = await isAnswered(fetch(inner, requestOf({ ...request, signal })))
    return isReached && !isLeaky && asked === 1
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

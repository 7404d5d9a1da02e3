import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { pipeline, Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

import {
  toStreamedResponse,
  type PlatformFetch,
  type PlatformRequest,
} from '../auth/issuer/http.js'
import type { AddressGuard } from './remote-fetch-guard.js'

export interface DirectOptions {
  readonly guard: AddressGuard
  /** Certificate authorities in place of the platform's, PEM. */
  readonly authorities?: string | undefined
}

const reasonOf = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error('stopped')

/** Ends what is under way when the signal is aborted. @returns a function that stops listening */
const onAbort = (signal: AbortSignal, end: (reason: Error) => void): (() => void) => {
  const listener = (): void => {
    end(reasonOf(signal))
  }
  signal.addEventListener('abort', listener)
  return () => {
    signal.removeEventListener('abort', listener)
  }
}

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const

const isDecodable = (coding: string): coding is keyof typeof decoders => coding in decoders

/** The body without its coding: servers may use one that nobody asked for. */
const decoded = (answer: IncomingMessage): Readable => {
  const coding = (answer.headers['content-encoding'] ?? '').trim().toLowerCase()
  return isDecodable(coding) ? pipeline(answer, decoders[coding](), () => undefined) : answer
}

/** Names and values of the header in pairs, as they came. */
const pairsOf = (raw: readonly string[]): [string, string][] =>
  raw.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []))

const toResponse = (answer: IncomingMessage): Response =>
  toStreamedResponse({
    status: answer.statusCode ?? 0,
    headers: pairsOf(answer.rawHeaders),
    body: Readable.toWeb(decoded(answer)),
  })

/**
 * A `fetch` over the platform's own HTTP client, which lets each connection be judged by the address
 * that it is made to. Connections are kept open; redirects are never followed; the body streams.
 */
export function createDirectFetch({ guard, authorities }: DirectOptions): PlatformFetch {
  const ca = authorities === undefined ? {} : { ca: authorities }
  const agents = {
    http: new HttpAgent({ keepAlive: true }),
    https: new HttpsAgent({ keepAlive: true, ...ca }),
  }

  const send = async (url: URL, init: PlatformRequest): Promise<IncomingMessage> =>
    await new Promise((resolve, reject) => {
      const isTls = url.protocol === 'https:'
      const request = isTls ? httpsRequest : httpRequest
      const sent = request(url, {
        method: init.method,
        headers: { 'accept-encoding': 'identity', ...init.headers },
        agent: isTls ? agents.https : agents.http,
        lookup: guard.lookup,
      })
      const release = onAbort(init.signal, (reason) => sent.destroy(reason))
      sent.once('socket', (socket) => {
        guard.watch(socket)
      })
      sent.once('error', (error) => {
        release()
        reject(error)
      })
      sent.once('response', (answer) => {
        release()
        const releaseBody = onAbort(init.signal, (reason) => answer.destroy(reason))
        answer.once('close', releaseBody)
        resolve(answer)
      })
      sent.end(init.body ?? undefined)
    })

  return async (address, init) => {
    if (init.signal.aborted) throw reasonOf(init.signal)
    const url = new URL(address)
    guard.checkHost(url.hostname)
    return toResponse(await send(url, init))
  }
}

import type { CustomFetch } from 'openid-client'

import { issuerFailed, unreachable } from './issuer-errors.js'
import { proxyFor, type Proxy } from './proxy.js'
import type { Clock } from '../session/session.js'

export type { CustomFetch }

/** Requests to the issuer: through a proxy where one is configured, limited in time, failures named. */
export interface IssuerHttp {
  readonly fetch: CustomFetch
  /** The issuer's clock now, as far as its last answer told. */
  serverDate(): Date | undefined
}

/** What of `fetch` is used; the platform's own fits. */
export type PlatformFetch = (url: string, init: PlatformRequest) => Promise<Response>

export interface PlatformRequest {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body: string | null
  readonly redirect: 'manual'
  readonly signal: AbortSignal
}

export interface IssuerHttpOptions {
  /** Proxy variables: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, in either case. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The platform's own `fetch`, used where no proxy is configured. */
  readonly fetch: PlatformFetch
  readonly now: Clock
  /** Most milliseconds for one request; 15 s unless given. */
  readonly limitMs?: number
}

const loopback = ['localhost', '127.0.0.1', '[::1]']

export const isLoopback = (url: URL): boolean => loopback.includes(url.hostname)

type Body = Parameters<CustomFetch>[1]['body']

/** A form as it is sent. */
export const textOf = (body: Body): string | null => {
  if (body === undefined || body === null) return null
  if (typeof body === 'string') return body
  if (body instanceof URLSearchParams) return body.toString()
  throw new TypeError('only forms are sent to the issuer')
}

/** An answer of any `fetch`, with its body still to come. */
export interface Answer {
  readonly status: number
  readonly headers: Iterable<[string, string]>
  readonly body: ReadableStream | null
}

interface ReadableAnswer extends Answer {
  arrayBuffer(): Promise<ArrayBuffer>
}

const bodiless = [101, 103, 204, 205, 304]

/** The answer with its body already here, so that a connection that breaks later cannot hurt. */
const toWholeResponse = async (answer: ReadableAnswer): Promise<Response> => {
  const content = await answer.arrayBuffer()
  const isEmpty = content.byteLength === 0 || bodiless.includes(answer.status)
  return new Response(isEmpty ? null : content, {
    status: answer.status,
    headers: [...answer.headers],
  })
}

/** The answer with its body as it comes. */
export const toStreamedResponse = (answer: Answer): Response =>
  new Response(bodiless.includes(answer.status) ? null : answer.body, {
    status: answer.status,
    headers: [...answer.headers],
  })

/** How answers come through a proxy. */
export interface ProxiedOptions {
  /** What becomes of an answer: read whole unless given. */
  readonly toResponse?: (answer: ReadableAnswer) => Response | Promise<Response>
  /** Certificate authorities in place of the platform's, PEM. */
  readonly authorities?: string | undefined
}

/** undici is loaded only behind a proxy; its answers become the platform's. */
const createProxyFetch = (
  proxy: Proxy,
  { toResponse = toWholeResponse, authorities }: ProxiedOptions,
): PlatformFetch => {
  const loading = import('undici').then(({ ProxyAgent, fetch }) => {
    const dispatcher = new ProxyAgent({
      uri: proxy.url.href,
      // who asks sets the limits; a stream may be silent for long
      headersTimeout: 0,
      bodyTimeout: 0,
      ...(authorities !== undefined && { requestTls: { ca: authorities } }),
    })
    return { dispatcher, fetch }
  })
  return async (url, init) => {
    const { dispatcher, fetch } = await loading
    return await toResponse(await fetch(url, { ...init, dispatcher }))
  }
}

export interface Way {
  readonly fetch: PlatformFetch
  readonly proxy?: Proxy
}

/** How an address is asked: direct to this computer, else through the proxy that the environment sets. */
export const selectWay = (
  { env, fetch }: Pick<IssuerHttpOptions, 'env' | 'fetch'>,
  options: ProxiedOptions = {},
): ((url: URL) => Way) => {
  const proxied = new Map<string, PlatformFetch>()
  return (url) => {
    const proxy = isLoopback(url) ? undefined : proxyFor(url, env)
    if (proxy === undefined) return { fetch }
    const known = proxied.get(proxy.url.href) ?? createProxyFetch(proxy, options)
    proxied.set(proxy.url.href, known)
    return { fetch: known, proxy }
  }
}

const isJson = (response: Response): boolean =>
  /^application\/(?:[\w.-]+\+)?json\b/i.test(response.headers.get('content-type') ?? '')

/** Everything that is neither a JSON answer of OAuth nor the empty one of RFC 7009. */
const isForeign = (response: Response): boolean => {
  if (response.status >= 500 || response.status === 429) return true
  if (response.status === 200 && response.body === null) return false
  return response.status >= 300 ? !isJson(response) || response.status < 400 : !isJson(response)
}

/**
 * @returns a `fetch` for openid-client that throws JheError ISSUER_UNREACHABLE (name, refused, timed
 * out, TLS, proxy), CONFIG_INVALID for a proxy variable or ISSUER_FAILED (server trouble, a redirect, anything but JSON), and plain http only to
 * this machine.
 */
export function createIssuerHttp(options: IssuerHttpOptions): IssuerHttp {
  const wayTo = selectWay(options)
  const limitMs = options.limitMs ?? 15_000
  let aheadMs: number | undefined

  const noteClock = (response: Response): void => {
    const told = Date.parse(response.headers.get('date') ?? '')
    if (!Number.isNaN(told)) aheadMs = options.now().getTime() - told
  }

  const fetch: CustomFetch = async (address, init) => {
    const url = new URL(address)
    if (url.protocol !== 'https:' && !isLoopback(url)) throw issuerFailed.plainHttp(url)
    const way = wayTo(url)
    const limit = AbortSignal.timeout(limitMs)
    const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit
    const { method, redirect } = init
    // requests are few, and a kept connection may be lost after a long pause, so that a sign-out would fail
    const headers = { ...init.headers, connection: 'close' }
    const request = { method, headers, redirect, body: textOf(init.body), signal }
    let response: Response
    try {
      response = await toWholeResponse(await way.fetch(address, request))
    } catch (thrown) {
      throw unreachable(url, thrown, { env: options.env, proxy: way.proxy })
    }
    noteClock(response)
    if (isForeign(response)) throw issuerFailed.answer(url, response, way.proxy)
    return response
  }

  return {
    fetch,
    serverDate: () =>
      aheadMs === undefined ? undefined : new Date(options.now().getTime() - aheadMs),
  }
}

import type { IncomingHttpHeaders } from 'node:http'

/** The part of a request that decides whether it is taken. */
export interface GuardedRequest {
  readonly method: string
  readonly headers: IncomingHttpHeaders
}

/** Why a request is refused. */
export interface Refusal {
  /** HTTP status. */
  readonly status: number
  /** A plain sentence. */
  readonly message: string
}

/** What the guard has to know of the route that a request leads to; undefined where there is none. */
export interface GuardedRoute {
  /** What may be asked there. */
  readonly methods: readonly string[]
  /** Whether it is given to a page that has not shown its code yet. */
  readonly isOpen: boolean
}

export interface GuardOptions {
  /** The console listens on 127.0.0.1 alone. */
  readonly port: number
  readonly isToken: (brought: string) => boolean
}

/** Judges a request. @returns undefined where it may pass */
export type Guard = (
  request: GuardedRequest,
  route: GuardedRoute | undefined,
) => Refusal | undefined

const refuse = (status: number, message: string): Refusal => ({ status, message })

const bearerIn = ({ headers }: GuardedRequest): string =>
  /^Bearer ([\w-]{1,200})$/i.exec(headers.authorization ?? '')?.[1] ?? ''

const isJson = (type: string | undefined): boolean =>
  /^application\/json(?:;\s*charset=utf-8)?$/i.test(type ?? '')

const mayHaveBody = (method: string): boolean =>
  method === 'POST' || method === 'PUT' || method === 'PATCH'

/**
 * The guard of the console, in this order: the exact `Host` (a page that moved its own name to this
 * computer has another), `Sec-Fetch-Site` and `Origin` where the browser sends them (a page of another
 * port is none of ours), the route, the bearer, the type of the body (a form cannot send JSON).
 * Source: Fetch Standard (`Origin`), Fetch Metadata (`Sec-Fetch-Site`), RFC 9110 section 15.5.20 (421).
 */
export function createGuard({ port, isToken }: GuardOptions): Guard {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  const origins = hosts.map((host) => `http://${host}`)

  const fromElsewhere = ({ headers }: GuardedRequest): Refusal | undefined => {
    if (!hosts.includes(headers.host ?? ''))
      return refuse(421, 'The console answers only under its own address.')
    const site = headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin' && site !== 'none')
      return refuse(403, 'Another page may not ask the console.')
    const { origin } = headers
    return origin === undefined || origins.includes(origin)
      ? undefined
      : refuse(403, 'Another page may not ask the console.')
  }

  const notHere = ({ method }: GuardedRequest, route: GuardedRoute | undefined) => {
    if (route === undefined) return refuse(404, 'There is nothing at this address.')
    return route.methods.includes(method) ? undefined : refuse(405, 'This cannot be asked here.')
  }

  const notOurs = (request: GuardedRequest, route: GuardedRoute): Refusal | undefined =>
    route.isOpen || isToken(bearerIn(request))
      ? undefined
      : refuse(401, 'Open the console by the address that the terminal shows.')

  const notJson = ({ method, headers }: GuardedRequest): Refusal | undefined =>
    mayHaveBody(method) && !isJson(headers['content-type'])
      ? refuse(415, 'The console takes JSON.')
      : undefined

  return (request, route) =>
    fromElsewhere(request) ??
    notHere(request, route) ??
    (route === undefined ? undefined : notOurs(request, route)) ??
    notJson(request)
}

import type { z } from 'zod'

/** What a route does with a request that the guard let pass. */
export interface Exchange<Input> {
  /** What stands in the place of the names in the path, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly input: Input
  /** Aborted when the page goes away or the console stops. */
  readonly signal: AbortSignal
}

/** One JSON value, or values one by one, each on a line of its own (NDJSON). */
export type Reply =
  { readonly status?: number; readonly value: object } | { readonly lines: AsyncIterable<object> }

/** What can be asked of the console. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Like `/api/servers/:id/rpc`. */
  readonly path: string
  /** Whether a page that has not shown its code may ask it. */
  readonly isOpen?: boolean
  /** Reads the body and answers. @throws JheError INPUT_INVALID for a body of another shape */
  answer(exchange: Exchange<unknown>): Promise<Reply>
}

/** What a route with a body is made from. */
export interface RouteOptions<Schema extends z.ZodType> {
  readonly method: Route['method']
  readonly path: string
  readonly isOpen?: boolean
  /** The shape of the body; for a request without one `noBody`. */
  readonly input: Schema
  answer(exchange: Exchange<z.infer<Schema>>): Promise<Reply>
}

/** A route found for a path, and what stands in the place of its names. */
export interface Match {
  readonly routes: readonly Route[]
  readonly params: Readonly<Record<string, string>>
}

const decode = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

/** @returns what stands in the place of the names; undefined where the path is another */
const paramsOf = (pattern: string, path: string): Readonly<Record<string, string>> | undefined => {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [at, name] of wanted.entries()) {
    const segment = decode(given[at] ?? '')
    if (segment === undefined) return undefined
    if (name.startsWith(':')) params[name.slice(1)] = segment
    else if (name !== segment) return undefined
  }
  return params
}

/** The routes of a path, one for each method. */
export function matchRoutes(routes: readonly Route[], path: string): Match | undefined {
  const matches = routes.flatMap((route) => {
    const params = paramsOf(route.path, path)
    return params === undefined ? [] : [{ route, params }]
  })
  const [first] = matches
  return first && { routes: matches.map(({ route }) => route), params: first.params }
}

import type { Challenge } from './oauth.js'

/** RFC 9110, section 5.6.2 and 5.6.4. */
const token = String.raw`[!#$%&'*+.^_\x60|~0-9A-Za-z-]+`
const parameter = new RegExp(
  String.raw`(${token})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))`,
  'y',
)
const scheme = new RegExp(String.raw`(${token})(?:[ \t]+|(?=,|$))`, 'y')
const between = /[ \t,]*/y
/** What belongs to no challenge: `token68`, broken quotes. */
const other = /[^,]*/y

interface Scanner {
  /** What follows in the text, consumed; undefined where it does not. */
  take(form: RegExp): RegExpExecArray | undefined
  readonly isAtEnd: () => boolean
}

const scan = (text: string): Scanner => {
  let at = 0
  return {
    take: (form) => {
      form.lastIndex = at
      const found = form.exec(text) ?? undefined
      if (found !== undefined) at = form.lastIndex
      return found
    },
    isAtEnd: () => at >= text.length,
  }
}

type Parameters = Map<string, string>

const keep = (parameters: Parameters, [, name = '', quoted, plain = '']: RegExpExecArray): void => {
  const key = name.toLowerCase()
  if (!parameters.has(key)) parameters.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain)
}

/** Schemes in lower case, each with its parameters; the first value of a name counts. */
const challengesOf = (header: string): (readonly [string, Parameters])[] => {
  const scanner = scan(header)
  const found: (readonly [string, Parameters])[] = []
  while (!scanner.isAtEnd()) {
    scanner.take(between)
    const pair = scanner.take(parameter)
    if (pair !== undefined) {
      keep(found.at(-1)?.[1] ?? new Map<string, string>(), pair)
      continue
    }
    const [, name] = scanner.take(scheme) ?? []
    if (name === undefined) scanner.take(other)
    else found.push([name.toLowerCase(), new Map()])
  }
  return found
}

/**
 * The Bearer challenge of an answer (RFC 6750, section 3; RFC 9728, section 5.1), among those of other
 * schemes (RFC 9110, section 11.6.1). What cannot be read is left out.
 */
export function parseChallenge({ headers }: Pick<Response, 'headers'>): Challenge {
  const bearers = challengesOf(headers.get('www-authenticate') ?? '').filter(
    ([name]) => name === 'bearer',
  )
  const valueOf = (name: string): string | undefined =>
    bearers.map(([, parameters]) => parameters.get(name)).find((value) => value !== undefined)
  const [resourceMetadata, scope, error] = [
    valueOf('resource_metadata'),
    valueOf('scope'),
    valueOf('error'),
  ]
  return {
    ...(resourceMetadata !== undefined && URL.canParse(resourceMetadata) && { resourceMetadata }),
    ...(scope !== undefined && { scope }),
    ...(error !== undefined && { error }),
  }
}

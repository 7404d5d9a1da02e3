interface Cookie {
  readonly name: string
  readonly value: string
  readonly host: string
  readonly path: string
}

/** A page that a browser shows, or the address where it stopped. */
export interface Visited {
  /** Where it ended: the page, or the first address that is not on this computer's test servers. */
  readonly url: URL
  /** Status of the page; of the redirect where it stopped. */
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** Every address on the way, the last included, without query. */
  readonly hops: readonly string[]
}

export interface VisitOptions {
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** False to stop at the first redirect. */
  readonly follows?: boolean
}

/** A browser with cookies of its own and without a window; it follows redirects between `homes`. */
export interface CookieBrowser {
  visit(url: string | URL, options?: VisitOptions): Promise<Visited>
  /** Sends the only form of a page, with its hidden fields and one button. */
  submit(page: Visited, fields?: Readonly<Record<string, string>>): Promise<Visited>
  /** As `Name=value` for an address. */
  cookiesFor(url: string | URL): readonly string[]
}

const parseCookie = (line: string, { hostname }: URL): Cookie & { readonly isOver: boolean } => {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
  const at = pair.indexOf('=')
  const valueOf = (name: string): string | undefined =>
    attributes.find((text) => text.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1)
  const isOver =
    valueOf('max-age') === '0' || new Date(valueOf('expires') ?? '2999-01-01') < new Date()
  return {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    host: hostname,
    path: valueOf('path') ?? '/',
    isOver,
  }
}

const unescape = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** The hidden fields of a page. */
export const hiddenFields = (html: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
      ([, name = '', value = '']) => [name, unescape(value)],
    ),
  )

/** @param homes origins that it goes to */
export function createCookieBrowser(homes: readonly string[]): CookieBrowser {
  const jar = new Map<string, Cookie>()

  const cookiesFor = (address: string | URL): readonly string[] => {
    const { hostname, pathname } = new URL(address)
    return [...jar.values()]
      .filter(
        ({ host, path }) =>
          host === hostname &&
          (pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)),
      )
      .map(({ name, value }) => `${name}=${value}`)
  }

  const keep = (response: Response, url: URL): void => {
    for (const line of response.headers.getSetCookie()) {
      const cookie = parseCookie(line, url)
      const key = `${cookie.host} ${cookie.path} ${cookie.name}`
      if (cookie.isOver) jar.delete(key)
      else jar.set(key, cookie)
    }
  }

  const visitFrom = async (
    url: URL,
    { form, headers, follows = true }: VisitOptions,
    hops: readonly string[],
  ): Promise<Visited> => {
    const way = [...hops, `${url.origin === 'null' ? url.protocol : url.origin}${url.pathname}`]
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: cookiesFor(url).join('; '), ...headers },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    keep(response, url)
    const location = response.headers.get('location')
    const html = await response.text()
    const { status } = response
    if (location === null) return { url, status, headers: response.headers, html, hops: way }
    const next = new URL(location, url)
    if (!follows || !homes.includes(next.origin))
      return { url: next, status, headers: response.headers, html, hops: way }
    return await visitFrom(next, headers === undefined ? {} : { headers }, way)
  }

  return {
    visit: async (url, options = {}) => await visitFrom(new URL(url), options, []),
    submit: async ({ url, html }, fields = {}) => {
      const action = /<form method="post" action="([^"]*)"/.exec(html)?.[1]
      const target = action === undefined ? url : new URL(unescape(action), url)
      const origin = url.origin
      return await visitFrom(
        target,
        { form: { ...hiddenFields(html), ...fields }, headers: { origin } },
        [],
      )
    },
    cookiesFor,
  }
}

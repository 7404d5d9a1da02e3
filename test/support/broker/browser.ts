/** An answer with its body, and where it sends the browser. */
export interface Page {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly location: string | undefined
}

/** A browser of one person: keeps cookies by host and path, never follows by itself. */
export interface Browser {
  get(url: string): Promise<Page>
  post(url: string, form: Readonly<Record<string, string>>): Promise<Page>
  /** Follows redirects as long as they stay at `origin`. */
  follow(url: string, origin: string): Promise<Page>
  /** Names of the cookies, for what may be set. */
  readonly setCookies: readonly string[]
}

interface Cookie {
  readonly name: string
  readonly value: string
  readonly path: string
  readonly host: string
}

const parse = (line: string, url: URL): Cookie => {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
  const at = pair.indexOf('=')
  const path = attributes.find((a) => a.toLowerCase().startsWith('path='))?.slice(5) ?? '/'
  return { name: pair.slice(0, at), value: pair.slice(at + 1), path, host: url.host }
}

/** @param headers sent with every request */
export function createBrowser(headers: Readonly<Record<string, string>> = {}): Browser {
  const jar: Cookie[] = []
  const setCookies: string[] = []

  const cookiesFor = (url: URL): string =>
    jar
      .filter(({ host, path }) => {
        const isBelow = path === '/' || url.pathname === path || url.pathname.startsWith(`${path}/`)
        return host === url.host && isBelow
      })
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')

  const keep = (response: Response, url: URL): void => {
    for (const line of response.headers.getSetCookie()) {
      setCookies.push(line)
      const cookie = parse(line, url)
      const at = jar.findIndex(
        (c) => c.name === cookie.name && c.path === cookie.path && c.host === cookie.host,
      )
      if (at >= 0) jar.splice(at, 1)
      if (cookie.value !== '') jar.push(cookie)
    }
  }

  const request = async (address: string, init: RequestInit): Promise<Page> => {
    const url = new URL(address)
    const cookie = cookiesFor(url)
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        ...headers,
        ...(cookie === '' ? {} : { cookie }),
        ...(init.method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
    })
    keep(response, url)
    const location = response.headers.get('location')
    return {
      url: address,
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      location: location === null ? undefined : new URL(location, url).href,
    }
  }

  const get = async (url: string): Promise<Page> => await request(url, { method: 'GET' })
  return {
    get,
    post: async (url, form) =>
      await request(url, { method: 'POST', body: new URLSearchParams(form).toString() }),
    follow: async (url, origin) => {
      let page = await get(url)
      while (page.location?.startsWith(`${origin}/`) === true) page = await get(page.location)
      return page
    },
    setCookies,
  }
}

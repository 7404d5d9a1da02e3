import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Seconds that a cookie of ours lives. */
export const cookieLifetime = 600

/** The cookies of one server: `__Host-` and Secure, but on plain http of this computer. */
export interface Cookies {
  get(request: IncomingMessage, name: string): string | undefined
  /** For 10 minutes. */
  set(response: ServerResponse, name: string, value: string): void
  clear(response: ServerResponse, name: string): void
}

/** @param publicUrl of this server */
export function createCookies(publicUrl: string): Cookies {
  const isSecure = publicUrl.startsWith('https:')
  const fullName = (name: string): string => `${isSecure ? '__Host-' : ''}jhe-${name}`
  const rest = `; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
  const send = (response: ServerResponse, name: string, value: string, age: number): void => {
    response.appendHeader('Set-Cookie', `${fullName(name)}=${value}; Max-Age=${age}${rest}`)
  }
  return {
    get: ({ headers: { cookie = '' } }, name) => {
      const start = `${fullName(name)}=`
      const values = cookie
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(start))
      // a name that comes twice was set by somebody else too
      return values.length === 1 ? values[0]?.slice(start.length) : undefined
    },
    set: (response, name, value) => {
      send(response, name, value, cookieLifetime)
    },
    clear: (response, name) => {
      send(response, name, '', 0)
    },
  }
}

/** The name of the cookie of one sign-in: each has its own, so that tabs do not overwrite each other's. */
export const cookieNameOf = (state: string): string =>
  createHash('sha256').update(state).digest('hex').slice(0, 16)

import type { RemoteShape } from './host.js'

const url = ['url']
const headers = ['headers']

/** `url` alone: the host finds out which transport the server has. */
export const bareUrl: RemoteShape = {
  http: { constants: {}, url },
  sse: { constants: {}, url },
  headers,
}

/** `url` with `"type": "http"` or `"sse"`. */
export const typedUrl: RemoteShape = {
  http: { constants: { type: 'http' }, url },
  sse: { constants: { type: 'sse' }, url },
  headers,
}

/** The same, where the first is called `streamable-http`. */
export const streamableUrl: RemoteShape = {
  ...typedUrl,
  http: { constants: { type: 'streamable-http' }, url },
}

/** `httpUrl`, and `url` for HTTP with SSE. */
export const httpUrl: RemoteShape = {
  http: { constants: {}, url: ['httpUrl'] },
  sse: { constants: {}, url },
  headers,
}

/** `serverUrl`, for either transport. */
export const serverUrl: RemoteShape = {
  http: { constants: {}, url: ['serverUrl'] },
  sse: { constants: {}, url: ['serverUrl'] },
  headers,
}

/** `"type": "remote"`, for either transport. */
export const remoteUrl: RemoteShape = {
  http: { constants: { type: 'remote', enabled: true }, url },
  sse: { constants: { type: 'remote', enabled: true }, url },
  headers,
}

/** What the person reads where the host shows a button at the server. */
export const signInAt =
  (place: string) =>
  (name: string): string =>
    `sign in at "${name}" in ${place}; your browser opens`

/** What the person reads where a command of the host, in a terminal, signs in. */
export const signInBy =
  (command: string) =>
  (name: string): string =>
    `type \`${command} ${name}\` in a terminal to sign in; your browser opens`

/** What the person reads where a command within a session of the host signs in. */
export const signInWithin =
  (command: string) =>
  (name: string): string =>
    `type \`${command} ${name}\` in a session to sign in; your browser opens`

/** What the person reads where the host asks by itself. */
export const asksToSignIn = (): string => 'sign in when it asks you to; your browser opens'

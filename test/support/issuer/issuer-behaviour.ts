import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * How the token endpoint answers: `ok`; `hang` never answers and redeems nothing; `late` redeems and
 * never answers; `drop` closes the connection; `html-502`, `html-200`, `json-500` and `429` as they say;
 * `html-500` is a DOT that cannot sign; `dot-401` its answer to a client that it does not take;
 * `not-json` is JSON by name only; `text-expiry` sends `expires_in` as text, `no-token-type` leaves
 * `token_type` out, `mac-token` names another kind;
 * `keep-refresh-token` leaves `refresh_token` out of the answer and does not rotate; `no-id-token`
 * leaves `id_token` out; any other name is OAuth's `error` with status 400.
 */
export type TokenMode =
  | 'ok'
  | 'hang'
  | 'late'
  | 'drop'
  | 'html-502'
  | 'html-200'
  | 'json-500'
  | '429'
  | 'html-500'
  | 'dot-401'
  | 'not-json'
  | 'text-expiry'
  | 'no-token-type'
  | 'mac-token'
  | 'keep-refresh-token'
  | 'no-id-token'
  | `error:${string}`

/** How the token endpoint behaves now; tests change it as they go. */
export interface Behaviour {
  mode: TokenMode
  latencyMs: number
  /** Requests that have come wait for it. */
  held?: Promise<void>
}

export const send = (
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
): void => {
  response.writeHead(status, { 'content-type': type }).end(body)
}

/** @returns whether the request has been dealt with and must not reach the provider. */
export const misbehave = (
  mode: TokenMode,
  request: IncomingMessage,
  response: ServerResponse,
): boolean => {
  if (mode === 'hang') return true
  if (mode === 'drop') request.socket.destroy()
  else if (mode === 'html-502') send(response, 502, 'text/html', '<h1>Bad gateway</h1>')
  else if (mode === 'html-500') send(response, 500, 'text/html', '<h1>Server Error (500)</h1>')
  else if (mode === 'not-json') send(response, 200, 'application/json', '{"access_token":"cut')
  else if (mode === 'dot-401') {
    response.setHeader('WWW-Authenticate', 'Bearer error="invalid_client"')
    send(response, 401, 'application/json', '{"error":"invalid_client"}')
  } else if (mode === 'html-200') send(response, 200, 'text/html', '<h1>Hello</h1>')
  else if (mode === 'json-500') send(response, 500, 'application/json', '{"error":"server_error"}')
  else if (mode === '429') send(response, 429, 'application/json', '{"error":"slow_down"}')
  else if (mode.startsWith('error:'))
    send(response, 400, 'application/json', JSON.stringify({ error: mode.slice(6) }))
  else return false
  return true
}

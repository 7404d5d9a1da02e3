import type { ServerResponse } from 'node:http'

type Headers = Readonly<Record<string, string>>

const send = (response: ServerResponse, status: number, headers: Headers, body: string): void => {
  response.writeHead(status, { 'Content-Length': String(Buffer.byteLength(body)), ...headers })
  response.end(body)
}

/** Answers with JSON that nobody may store. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: object,
  headers: Headers = {},
): void {
  const about = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
  send(response, status, { ...about, ...headers }, JSON.stringify(value))
}

/** Answers with a line of text. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Headers = {},
): void {
  const about = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }
  send(response, status, { ...about, ...headers }, `${text}\n`)
}

/** Answers an MCP client with a JSON-RPC error that belongs to no request (code -32000). */
export function sendRpcError(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Headers = {},
): void {
  sendJson(
    response,
    status,
    { jsonrpc: '2.0', error: { code: -32_000, message }, id: null },
    headers,
  )
}

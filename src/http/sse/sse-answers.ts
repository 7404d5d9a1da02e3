import type { ServerResponse } from 'node:http'

import { sendJson } from '../wire/send.js'

/** Why a request of the legacy transport is not accepted, as JSON-RPC says it. */
export interface Problem {
  readonly status: 400 | 404 | 413 | 415 | 429 | 503
  /** Of JSON-RPC (2.0 section 5.1), or of the range that is left to servers. */
  readonly code: -32700 | -32600 | -32000 | -32001
  readonly message: string
  /** Seconds. */
  readonly retryAfter?: number
}

export const problems = {
  gone: {
    status: 404,
    code: -32001,
    message:
      'This session is not open any more, or was not opened by this person and program. Open GET /sse again; there is no need to sign in again.',
  },
  malformed: { status: 400, code: -32700, message: 'The body is not JSON.' },
  notRpc: {
    status: 400,
    code: -32600,
    message: 'The body is not a message of JSON-RPC 2.0. Send one message in each request.',
  },
  tooLarge: {
    status: 413,
    code: -32600,
    message: 'The message is larger than 256 KiB. Send a shorter one.',
  },
  notJson: {
    status: 415,
    code: -32600,
    message: 'The message must be sent as application/json.',
  },
  ownStreams: {
    status: 429,
    code: -32000,
    message:
      'You have as many streams open as one person may have here (JHE_STREAMS). Close a program that uses JupyterHealth Exchange, then try again.',
    retryAfter: 60,
  },
  allStreams: {
    status: 503,
    code: -32000,
    message: 'This server has as many streams open as it may have (JHE_STREAMS). Try again soon.',
    retryAfter: 30,
  },
  flooding: {
    status: 429,
    code: -32000,
    message: 'Too many messages. Wait a minute, then try again.',
    retryAfter: 60,
  },
  peerBusy: {
    status: 503,
    code: -32000,
    message: 'The server of this session cannot take the message now. Try again in a few seconds.',
    retryAfter: 5,
  },
} as const satisfies Readonly<Record<string, Problem>>

/** Answers a request that is not accepted; the connection ends where its body was not read. */
export function sendProblem(
  response: ServerResponse,
  { status, code, message, retryAfter }: Problem,
): void {
  const headers = {
    ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    ...(response.req.complete ? {} : { Connection: 'close' }),
  }
  sendJson(response, status, { jsonrpc: '2.0', id: null, error: { code, message } }, headers)
}

/** 2025-03-26, when MCP replaced the transport, in seconds since the epoch. */
const deprecatedAt = 1_742_947_200
const about =
  'https://modelcontextprotocol.io/specification/2025-03-26/basic/transports#backwards-compatibility'

/** Headers that tell programs, and no model, what replaces the transport (RFC 9745, RFC 8288). */
export const legacyHeaders = (publicUrl: string): Readonly<Record<string, string>> => ({
  deprecation: `@${deprecatedAt}`,
  link: `<${publicUrl}/mcp>; rel="successor-version", <${about}>; rel="deprecation"; type="text/html"`,
})

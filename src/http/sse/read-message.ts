import type { IncomingMessage } from 'node:http'

import {
  isJsonContentType,
  parseJSONRPCMessage,
  type JSONRPCMessage,
} from '@modelcontextprotocol/server'

import { dropNullArguments } from '../../mcp/null-arguments.js'
import { readBody } from '../wire/read-body.js'
import { parseBody } from '../wire/web-exchange.js'
import { problems, type Problem } from './sse-answers.js'

/** A client's message, also as it was sent. */
export interface Message {
  readonly body: string
  readonly message: JSONRPCMessage
}

/** Bytes of one message. */
const maxBody = 262_144

/** A message of JSON-RPC, or what is wrong with it. */
export function parseMessage(body: string): Message | Problem {
  const parsed = parseBody(body)
  if (!parsed.isJson) return problems.malformed
  dropNullArguments(parsed.value)
  try {
    return { body, message: parseJSONRPCMessage(parsed.value) }
  } catch {
    return problems.notRpc
  }
}

/** The message in the body of a request, or what is wrong with it. */
export async function readMessage(request: IncomingMessage): Promise<Message | Problem> {
  if (!isJsonContentType(request.headers['content-type'])) return problems.notJson
  const body = await readBody(request, maxBody)
  return body === undefined ? problems.tooLarge : parseMessage(body)
}

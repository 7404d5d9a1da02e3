import { isRecord } from '../../record.js'

/** A JSON-RPC message as it came; what is not looked at is passed on unchanged. */
export type Message = Readonly<Record<string, unknown>>

export type MessageId = string | number

/** The id of a request or of an answer; undefined for a notification and for an answer to nothing. */
export function idOf({ id }: Message): MessageId | undefined {
  return typeof id === 'string' || typeof id === 'number' ? id : undefined
}

/** The method of a request or of a notification; undefined for an answer. */
export const methodOf = ({ method }: Message): string | undefined =>
  typeof method === 'string' ? method : undefined

/** Whether a message wants an answer. */
export const isRequest = (message: Message): boolean =>
  methodOf(message) !== undefined && idOf(message) !== undefined

/** Whether a message answers a request. */
export const isAnswer = (message: Message): boolean =>
  methodOf(message) === undefined && ('result' in message || 'error' in message)

const isMessage = (value: unknown): value is Message =>
  isRecord(value) &&
  value['jsonrpc'] === '2.0' &&
  (methodOf(value) !== undefined || isAnswer(value))

/**
 * Reads one message, or a batch of them (MCP 2025-03-26).
 * @returns undefined for what is not JSON or not JSON-RPC
 */
export function readMessages(text: string): readonly Message[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const messages: readonly unknown[] = Array.isArray(value) ? value : [value]
  return messages.every(isMessage) && messages.length > 0 ? messages : undefined
}

/** The parameters of a request or a notification; empty where there are none. */
export const paramsOf = ({ params }: Message): Readonly<Record<string, unknown>> =>
  isRecord(params) ? params : {}

/** The revision that a message of the 2026 era names in its envelope; undefined in older eras. */
export function envelopeVersionOf(message: Message): string | undefined {
  const meta = paramsOf(message)['_meta']
  const version = isRecord(meta) ? meta['io.modelcontextprotocol/protocolVersion'] : undefined
  return typeof version === 'string' ? version : undefined
}

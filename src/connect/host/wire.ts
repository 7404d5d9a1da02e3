import { isRecord } from '../../record.js'
import type { Message, MessageId } from '../upstream/message.js'

/** A message that wants an answer. */
export interface Request {
  readonly jsonrpc: '2.0'
  readonly id: MessageId
  readonly method: string
  readonly params?: Readonly<Record<string, unknown>>
}

export type Result = Readonly<Record<string, unknown>>

/** JSON-RPC 2.0, section 5.1. */
export interface RpcError {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

/** Codes of JSON-RPC 2.0, section 5.1, and of MCP 2026-07-28. */
export const rpcCodes = {
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
  headerMismatch: -32_020,
  unsupportedVersion: -32_022,
} as const

const isId = (value: unknown): value is MessageId =>
  typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value))

/** A record without some of its fields. */
export const without = (record: Result, ...names: readonly string[]): Result =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))

/** The parameters of a message; empty where it has none. */
export const paramsOf = ({ params }: { readonly params?: unknown }): Result =>
  isRecord(params) ? params : {}

/** `_meta` of parameters or of a result. */
export const metaOf = ({ _meta: meta }: Result): Result => (isRecord(meta) ? meta : {})

export const isRequest = (message: Message): message is Message & Request =>
  isId(message['id']) && typeof message['method'] === 'string'

const isNotification = (message: Message): boolean =>
  message['id'] === undefined && typeof message['method'] === 'string'

/** Whether it is the answer to a request, with a result or an error. */
export const isAnswer = (message: Message): boolean =>
  isId(message['id']) &&
  message['method'] === undefined &&
  (isRecord(message['result']) || isRecord(message['error']))

/** The result of an answer; undefined for an error. */
export const resultOf = ({ result }: Message): Result | undefined =>
  isRecord(result) ? result : undefined

/** The error of an answer; undefined for a result. */
export function errorOf({ error }: Message): RpcError | undefined {
  if (!isRecord(error)) return undefined
  const { code, message, data } = error
  return {
    code: typeof code === 'number' ? code : rpcCodes.internal,
    message: typeof message === 'string' ? message : '',
    ...(data === undefined ? {} : { data }),
  }
}

export const answerWith = (id: MessageId, result: Result): Message => ({
  jsonrpc: '2.0',
  id,
  result,
})

export const answerError = (id: MessageId, error: RpcError): Message => ({
  jsonrpc: '2.0',
  id,
  error,
})

/** @returns undefined for what is no message of JSON-RPC 2.0, and for a batch, which MCP has not */
export function readMessage(line: string): Message | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (!isRecord(value) || value['jsonrpc'] !== '2.0') return undefined
  return isRequest(value) || isNotification(value) || isAnswer(value) ? value : undefined
}

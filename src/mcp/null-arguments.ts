import { isRecord } from '../record.js'

/**
 * Takes `arguments: null` out of a message, as clients send it that have none: the protocol knows
 * only an object or nothing, and the SDK would refuse the call.
 * @param message of JSON-RPC, parsed; it is changed in its place
 */
export function dropNullArguments(message: unknown): void {
  const params = isRecord(message) ? message['params'] : undefined
  if (isRecord(params) && params['arguments'] === null) Reflect.deleteProperty(params, 'arguments')
}

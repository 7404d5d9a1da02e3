import { isRecord } from '../../record.js'
import { toJheError } from '../../errors.js'
import { revisions } from './era.js'
import { rpcCodes, type Result, type RpcError } from './wire.js'

const namesModern = (data: unknown): boolean => {
  const supported = isRecord(data) ? data['supported'] : undefined
  return (
    Array.isArray(supported) &&
    supported.some((version) => String(version) >= revisions['2026-07-28'])
  )
}

/** Whether `server/discover` was answered by a server of 2026-07-28. */
export const isDiscovered = (result: Result | undefined): boolean =>
  Array.isArray(result?.['supportedVersions'])

/**
 * Whether an error may come from a server that knows no `server/discover` and no envelope: any but
 * one that names a revision of that era (as the SDK's clients decide).
 */
export const mayBeOf2025 = ({ code, data }: RpcError): boolean =>
  !(code === rpcCodes.unsupportedVersion && namesModern(data))

/** Whether an error to `initialize` may come from a server that knows only 2026-07-28. */
export const mayBeOf2026 = ({ code, data }: RpcError): boolean =>
  code === rpcCodes.methodNotFound || (code === rpcCodes.unsupportedVersion && namesModern(data))

/** Whether a server answered a message of the wrong era with something that is no MCP. */
export const isNoMcp = (thrown: unknown): boolean => toJheError(thrown).code === 'SERVER_FAILED'

import { isRecord } from '../../record.js'
import { metaOf, paramsOf, without, type Request, type Result } from './wire.js'

/** 2025: `initialize` and a session; 2026-07-28: an envelope in every request. */
export type Era = '2025' | '2026-07-28'

/** The revisions that are spoken for a host or a server of the other era. */
export const revisions = { '2025': '2025-11-25', '2026-07-28': '2026-07-28' } as const

const prefix = 'io.modelcontextprotocol/'
const versionKey = `${prefix}protocolVersion`
const clientKey = `${prefix}clientInfo`
const capabilitiesKey = `${prefix}clientCapabilities`
const logLevelKey = `${prefix}logLevel`
const serverKey = `${prefix}serverInfo`
const envelopeKeys: readonly string[] = [versionKey, clientKey, capabilitiesKey, logLevelKey]

/** How a host introduces itself. */
export interface Introduction {
  readonly version: string
  readonly client: Result
  readonly capabilities: Result
}

const recordOf = (value: unknown): Result => (isRecord(value) ? value : {})

/** The era of a request, as the server's own stdio side decides it. */
export const eraOf = (request: Request): Era =>
  typeof metaOf(paramsOf(request))[versionKey] === 'string' ? '2026-07-28' : '2025'

/** @returns undefined where a request introduces nobody */
export function introductionOf(request: Request): Introduction | undefined {
  const params = paramsOf(request)
  const meta = metaOf(params)
  const version = meta[versionKey]
  if (typeof version === 'string')
    return {
      version,
      client: recordOf(meta[clientKey]),
      capabilities: recordOf(meta[capabilitiesKey]),
    }
  if (request.method !== 'initialize') return undefined
  return {
    version: String(params['protocolVersion']),
    client: recordOf(params['clientInfo']),
    capabilities: recordOf(params['capabilities']),
  }
}

/** What a server may ask a host for, in ways that the other era does not have. */
const asked: readonly string[] = ['elicitation', 'sampling', 'roots', 'tasks']

const askedForNothing = (capabilities: Result): Result =>
  Object.fromEntries(Object.entries(capabilities).filter(([name]) => !asked.includes(name)))

/** The `initialize` of a host of 2026-07-28 for a server of 2025. */
export const initializeFor = ({ client, capabilities }: Introduction): Result => ({
  protocolVersion: revisions['2025'],
  capabilities: askedForNothing(capabilities),
  clientInfo: { name: 'unknown', version: '0', ...client },
})

/** The envelope of a host of 2025 for a server of 2026-07-28. */
export const envelopeFor = ({ client, capabilities }: Introduction): Result => ({
  [versionKey]: revisions['2026-07-28'],
  [clientKey]: { name: 'unknown', version: '0', ...client },
  [capabilitiesKey]: askedForNothing(capabilities),
})

/** A request with an envelope. */
export const withEnvelope = (request: Request, envelope: Result): Request => {
  const params = paramsOf(request)
  return { ...request, params: { ...params, _meta: { ...metaOf(params), ...envelope } } }
}

/** A record whose `_meta` has lost some entries, and is left out where it is empty then. */
const withoutMeta = (record: Result, names: readonly string[]): Result => {
  const meta = without(metaOf(record), ...names)
  const rest = without(record, '_meta')
  return Object.keys(meta).length === 0 ? rest : { ...rest, _meta: meta }
}

/** The same request without its envelope. */
export const withoutEnvelope = (request: Request): Request => ({
  ...request,
  params: withoutMeta(paramsOf(request), envelopeKeys),
})

/** Methods whose results say how long they may be kept. */
const cacheable: readonly string[] = [
  'server/discover',
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
]

/** A result of 2025 as hosts of 2026-07-28 take it: complete, and not to be kept. */
export const completed = (method: string, result: Result): Result => ({
  ...(cacheable.includes(method) ? { ttlMs: 0, cacheScope: 'private' } : {}),
  resultType: 'complete',
  ...result,
})

/** A result without what only 2026-07-28 has. */
export const plain = (result: Result): Result =>
  withoutMeta(without(result, 'resultType', 'ttlMs', 'cacheScope'), [serverKey])

/** A result as hosts of an era take it. */
export const resultFor = (era: Era, method: string, result: Result): Result =>
  era === '2025' ? plain(result) : completed(method, plain(result))

/** What a server says of itself, in either era. */
export interface ServerHello {
  readonly serverInfo: Result
  readonly capabilities: Result
  readonly instructions?: string
}

/** Reads the result of `initialize` or of `server/discover`. */
export function helloOf(result: Result): ServerHello {
  const { serverInfo, capabilities, instructions } = result
  return {
    serverInfo: isRecord(serverInfo) ? serverInfo : recordOf(metaOf(result)[serverKey]),
    capabilities: recordOf(capabilities),
    ...(typeof instructions === 'string' ? { instructions } : {}),
  }
}

const revisionForm = /^20\d\d-\d\d-\d\d$/

/** The answer to `initialize`. @param version what the host asked for */
export const initializeResult = (hello: ServerHello, version: string): Result => ({
  protocolVersion:
    revisionForm.test(version) && version < revisions['2026-07-28'] ? version : revisions['2025'],
  ...hello,
  serverInfo: { name: 'unknown', version: '0', ...hello.serverInfo },
})

/** The answer to `server/discover`. */
export const discoverResult = ({ serverInfo, ...hello }: ServerHello): Result =>
  completed('server/discover', {
    supportedVersions: [revisions['2026-07-28']],
    ...hello,
    _meta: { [serverKey]: { name: 'unknown', version: '0', ...serverInfo } },
  })

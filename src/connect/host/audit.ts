import { randomUUID } from 'node:crypto'

import { cutOffCode } from '../../audit/codes.js'
import type { AuditEntry, CallFacts } from '../../audit/event.js'
import { errorCodes, errorKey, toJheError } from '../../errors.js'
import { isRecord } from '../../record.js'
import { clean } from '../../text/clean.js'
import type { Message } from '../upstream/message.js'
import type { Introduction } from './era.js'
import { errorOf, metaOf, paramsOf, resultOf, type Request, type Result } from './wire.js'

/** Reads what our own tools mark. @param result undefined where the call has no answer */
export type ReadFacts = (request: Request, result: Result | undefined) => CallFacts

export interface CallAuditOptions {
  readonly audit: {
    record(entry: AuditEntry): void
    begin(cutOff: () => void): () => void
  }
  readonly now: () => Date
  /** Of the server. */
  readonly origin: string | null
  /** Undefined where the server's tools are not ours, or not known to be. */
  readonly facts: () => ReadFacts | undefined
}

/** One call from its start to its audit line, which the first of these and the end of the process write. */
export interface CallSpan {
  readonly id: string
  /** @returns false when the call was cut off: its answer must not leave the process then */
  answered(answer: Message): boolean
  failed(thrown: unknown): boolean
  /** The host no longer waits. */
  cancelled(): void
}

const events: Readonly<Record<string, 'tool' | 'resource'>> = {
  'tools/call': 'tool',
  'resources/read': 'resource',
  'prompts/get': 'resource',
}

/** Whether a call leaves a line in the trail. */
export const isAudited = ({ method }: Request): boolean => Object.hasOwn(events, method)

const safeName = /^[\w.-]{1,64}$/

/** Names of tools and prompts of a server elsewhere; an address may hold anything. */
const strangersFacts = (request: Request): CallFacts => {
  const { name } = paramsOf(request)
  return {
    name: typeof name === 'string' && safeName.test(name) ? name : null,
    studies: [],
    patients: [],
    rows: 0,
    truncated: false,
  }
}

const knownCode = (body: unknown): string | undefined => {
  const code = isRecord(body) ? body['code'] : undefined
  return errorCodes.find((known) => known === code)
}

/** `OK`, one of our own codes, or what kind of answer it is. */
const codeOf = (answer: Message): string => {
  const error = errorOf(answer)
  if (error !== undefined) return knownCode(error.data) ?? 'PROTOCOL_ERROR'
  const result = resultOf(answer) ?? {}
  if (result['resultType'] === 'input_required') return 'INPUT_REQUIRED'
  if (result['isError'] !== true) return 'OK'
  return knownCode(metaOf(result)[errorKey]) ?? 'TOOL_ERROR'
}

const text = (value: unknown, longest: number): string =>
  typeof value === 'string' ? clean(value, longest) : ''

const clientOf = (introduction: Introduction | undefined): AuditEntry['client'] =>
  introduction === undefined
    ? null
    : {
        name: text(introduction.client['name'], 100),
        version: text(introduction.client['version'], 50),
      }

/** Starts the audit line of a call that `isAudited`. */
export function startCallSpan(
  { audit, now, origin, facts }: CallAuditOptions,
  request: Request,
  introduction: Introduction | undefined,
): CallSpan {
  const id = randomUUID()
  const at = now().toISOString()
  const started = performance.now()
  let isOver = false
  const end = (code: string, answer: Message | undefined): boolean => {
    if (isOver) return false
    isOver = true
    stop()
    const result = answer === undefined ? undefined : resultOf(answer)
    audit.record({
      id,
      at,
      ms: Math.round((performance.now() - started) * 1000) / 1000,
      event: events[request.method] ?? 'tool',
      code,
      subject: null,
      issuer: origin,
      permission_source: null,
      consent: null,
      client: clientOf(introduction),
      ...(facts() ?? strangersFacts)(request, result),
      bytes: result === undefined ? 0 : Buffer.byteLength(JSON.stringify(result)),
    })
    return true
  }
  const stop = audit.begin(() => void end(cutOffCode, undefined))
  return {
    id,
    answered: (answer) => end(codeOf(answer), answer),
    failed: (thrown) => end(toJheError(thrown).code, undefined),
    cancelled: () => void end(cutOffCode, undefined),
  }
}

import { alarmCode, cutOffCode, maxIds } from '../audit/codes.js'
import type { AuditEntry, CallFacts } from '../audit/event.js'
import type { Identity } from '../auth/identity.js'
import { JheError, toJheError } from '../errors.js'
import { permissionSourceOf } from '../permissions/viewer.js'
import { clean } from '../text/clean.js'
import { grantFingerprint } from './grant-fingerprint.js'
import { markedIds, type IdKind, type MarkedId, type MarkedIds } from '../tools/field-marks.js'
import type { Tool } from '../tools/tool.js'
import type { App } from './app.js'
import type {
  CallerDelegation,
  CallerOrigin,
  ClientInfo,
  RequestContext,
} from './request-context.js'
import { rowsOf } from './rows-of.js'
import type { SizedResult } from './truncate-to-budget.js'

export type { CallFacts } from '../audit/event.js'

/** A call: the tool or resource, and its arguments. */
export interface CallInfo {
  readonly event: AuditEntry['event'] & ('tool' | 'resource')
  /** Of the tool, or the template of the resource's address. */
  readonly name: string
  readonly tool: Tool
  readonly args: unknown
}

/**
 * One call from its start to its audit line, which the first of `succeeded`, `failed` and the end of
 * the process writes.
 */
export interface AuditSpan {
  /** Sent to the client, so that an answer can be found in the trail. */
  readonly id: string
  /** The same request; its identity source also notes the caller in the span. */
  readonly request: RequestContext
  /** @throws JheError when the call was cut off: its answer must not leave the process then */
  succeeded(result: SizedResult): void
  failed(thrown: unknown): void
  /** Writes a line of its own beside that of the call, which goes on. @param canaries ids of patients */
  alarm(canaries: readonly number[]): void
}

const allIdsOf = (kind: IdKind, found: readonly MarkedIds[]): readonly MarkedId[] => [
  ...new Set(found.flatMap((ids) => [...(ids.get(kind) ?? [])])),
]

const idsOf = (kind: IdKind, ...found: readonly MarkedIds[]): number[] =>
  allIdsOf(kind, found)
    .filter((id) => typeof id === 'number')
    .slice(0, maxIds)

/** Ids of clinical records, organizations and practitioners; a list that would be empty is left out. */
const otherIdsOf = (...found: readonly MarkedIds[]) => {
  const records = allIdsOf('record', found).map(String).slice(0, maxIds)
  const organizations = idsOf('organization', ...found)
  const practitioners = idsOf('practitioner', ...found)
  return {
    ...(records.length === 0 ? {} : { records }),
    ...(organizations.length === 0 ? {} : { organizations }),
    ...(practitioners.length === 0 ? {} : { practitioners }),
  }
}

/** Tools whose answers are about more than studies and patients. */
const isOfOtherThings = ({ set }: Tool): boolean => set === 'clinical' || set === 'directory'

/** What the trail says of a call beside who asked: ids asked for and answered, and how much. */
export const factsOf = (
  tool: Tool,
  args: unknown,
  value: unknown,
): Omit<CallFacts, 'name' | 'rows' | 'truncated'> => {
  const asked = markedIds(tool.input, args)
  const answered = markedIds(tool.output, value)
  return {
    studies: idsOf('study', asked, answered),
    patients: idsOf('patient', asked, answered),
    ...(isOfOtherThings(tool) ? otherIdsOf(asked, answered) : {}),
  }
}

const noResult = { rows: 0, bytes: 0, truncated: false }

const sizeOf = ({ value, bytes }: SizedResult) => ({
  rows: rowsOf(value),
  bytes,
  truncated: value['truncated'] === true,
})

/** Cleans the client's name and version, which are untrusted text. */
const cleanClient = (client: ClientInfo | null): ClientInfo | null =>
  client === null ? null : { name: clean(client.name, 100), version: clean(client.version, 50) }

/** Patients whom an error names as those to choose from. */
const namedBy = (thrown: unknown): readonly number[] =>
  thrown instanceof JheError && thrown.needs?.argument === 'patient_id'
    ? thrown.needs.options.map(({ value }) => Number(value))
    : []

/** The caller, as far as the call got in finding out. */
const subjectOf = (
  identity: Identity | undefined,
  origin: CallerOrigin | undefined,
  config: App['config'],
) => ({
  subject: identity?.subject ?? origin?.subject ?? null,
  issuer: identity?.issuer ?? null,
  permission_source: identity === undefined ? null : permissionSourceOf(identity, config),
})

/** How the caller came; nothing on this computer. */
const originOf = (origin: CallerOrigin | undefined) =>
  origin && {
    transport: origin.transport,
    client_id: clean(origin.clientId, 300),
    grant: origin.grant,
  }

/** For whom it was asked; nothing where people ask for themselves. */
const delegationOf = (delegation: CallerDelegation | undefined) =>
  delegation && { delegation: delegation.id, act: [...delegation.actors] }

/** The request with an identity source that reports each identity it finds. */
const observed = (request: RequestContext, found: (identity: Identity) => void): RequestContext => {
  const { identity } = request
  const current = async (signal: AbortSignal): Promise<Identity> => {
    const person = await identity.current(signal)
    found(person)
    return person
  }
  return { ...request, identity: { ...identity, current } }
}

type CallerFacts = Pick<
  AuditEntry,
  | 'subject'
  | 'issuer'
  | 'permission_source'
  | 'consent'
  | 'client'
  | 'transport'
  | 'client_id'
  | 'grant'
  | 'delegation'
  | 'act'
  | 'held_to'
>

/** Who asked, with what and how, as every line says it. */
export const callerFacts = (
  { config }: Pick<App, 'config'>,
  request: Pick<RequestContext, 'client' | 'origin' | 'delegation' | 'grant'>,
  identity: Identity | undefined,
): CallerFacts => ({
  ...subjectOf(identity, request.origin, config),
  consent: config.consent,
  client: cleanClient(request.client),
  ...originOf(request.origin),
  ...delegationOf(request.delegation),
  held_to: grantFingerprint(request.grant),
})

const cutOff = (): JheError =>
  new JheError('INTERNAL', 'The host went away before the answer.', 'Ask again.')

/** Starts the audit span of a call. */
export function startAuditSpan(app: App, request: RequestContext, info: CallInfo): AuditSpan {
  const { now, audit } = app
  const { event, name, tool, args } = info
  const id = crypto.randomUUID()
  const at = now().toISOString()
  const started = performance.now()
  let identity: Identity | undefined
  let isOver = false
  const about = () => ({
    at,
    ms: Math.round((performance.now() - started) * 1000) / 1000,
    name,
    ...callerFacts(app, request, identity),
  })
  const end = (
    code: string,
    value: unknown,
    size: typeof noResult,
    named: readonly number[] = [],
  ): void => {
    if (isOver) return
    isOver = true
    stop?.()
    const facts = factsOf(tool, args, value)
    const patients = [...facts.patients, ...named]
    audit.record({ id, event, code, ...about(), ...facts, patients, ...size })
  }
  const stop = audit.begin?.(() => {
    end(cutOffCode, undefined, noResult)
  })
  return {
    id,
    request: observed(request, (person) => {
      identity = person
    }),
    succeeded: (result) => {
      if (isOver) throw cutOff()
      end('OK', result.value, sizeOf(result))
    },
    failed: (thrown) => {
      const named = namedBy(thrown)
      end(toJheError(thrown).code, undefined, { ...noResult, rows: named.length }, named)
    },
    alarm: (canaries) => {
      const facts = { studies: [], patients: canaries.slice(0, maxIds), ...noResult }
      const alarm = { id: crypto.randomUUID(), event: 'alarm', code: alarmCode } as const
      audit.record({ ...alarm, ...about(), ...facts })
    },
  }
}

import { z } from 'zod'

import { maxIds } from './codes.js'

/** Agents that one line names at most. */
const maxActors = 8

const ids = z.array(z.int()).max(maxIds)

/** The kinds of events; those from `consent` to `refused` are of `jhe-mcp serve` alone, but `revoke`. */
const eventKinds = [
  'tool',
  'resource',
  'sign_in',
  'sign_out',
  /** An answer would have held a patient who is nobody (`JHE_CANARIES`); its code is `ALARM`. */
  'alarm',
  /** The person lifted the brake. */
  'lift',
  /** A person allowed a client to ask as them. */
  'consent',
  /** A client got a new access token. */
  'refresh',
  /** A grant was ended. */
  'revoke',
  /** A consent or a token was refused. */
  'refused',
  /** A person, or an agent for them, delegated less than they have. */
  'delegate',
  /** The person chose the study of their session, or another one. */
  'context',
] as const

/**
 * An event of the audit trail. It names ids, never people, values or free text of a question. The
 * optional fields are of `jhe-mcp serve`; lines of a person's own computer do not have them, but
 * `delegation`, `act`, `held_to`, `previous`, `records`, `organizations` and `practitioners`.
 */
export const auditEventSchema = z.strictObject({
  /** Also sent to the client, in `_meta` of the result. */
  id: z.string(),
  /** When it began, ISO 8601 in UTC by this computer's clock. */
  at: z.string(),
  /** Milliseconds until it was answered. */
  ms: z.number(),
  event: z.enum(eventKinds),
  /** The tool, or the template of the resource's address; null for other events. */
  name: z.string().nullable(),
  /** `OK`, the error code of the answer, or `CUT_OFF` where there was none. */
  code: z.string(),
  /** `core_jheuser.id`; null without a session. */
  subject: z.int().nullable(),
  issuer: z.string().nullable(),
  /** Whether the claim or the database alone decided; null where nothing was decided. */
  permission_source: z.enum(['claims', 'database']).nullable(),
  /** Null where a server elsewhere decides. */
  consent: z.enum(['enforce', 'off']).nullable(),
  /** The program that asked, as it names itself; null on the command line. */
  client: z.strictObject({ name: z.string(), version: z.string() }).nullable(),
  /** How the request came. */
  transport: z.enum(['http', 'sse']).optional(),
  /** Of the OAuth client, null where it is not known. */
  client_id: z.string().nullable().optional(),
  /** A hash that names the grant; null without one. */
  grant: z.string().nullable().optional(),
  /** `jti` of the delegation that was asked under, made or revoked. */
  delegation: z.string().optional(),
  /** Agents that act for the person, the one of now first (`act` of RFC 8693 section 4.1). */
  act: z.array(z.string()).max(maxActors).optional(),
  /** A hash of what the session was held to: studies, patient, data types, tools and limits. */
  held_to: z.string().optional(),
  /** jhe-mcp itself. */
  agent: z.strictObject({ version: z.string(), pid: z.int(), host: z.string() }),
  /** The process among those that serve together. */
  replica: z.string().optional(),
  /** Of `context`: the study before. */
  previous: ids.optional(),
  /** Asked for, or in the answer. */
  studies: ids,
  patients: ids,
  /** Of clinical records (uuids), organizations and practitioners: only where a call was about them. */
  records: z.array(z.string()).max(maxIds).optional(),
  organizations: ids.optional(),
  practitioners: ids.optional(),
  rows: z.int(),
  /** Of the answer's JSON and text. */
  bytes: z.int(),
  truncated: z.boolean(),
})

export type AuditEvent = z.output<typeof auditEventSchema>

/** An event before the process adds its own name and version. */
export type AuditEntry = Omit<AuditEvent, 'agent' | 'replica'>

/** What a line says of a call beside who asked, when and how it ended. */
export type CallFacts = Pick<
  AuditEntry,
  | 'name'
  | 'studies'
  | 'patients'
  | 'records'
  | 'organizations'
  | 'practitioners'
  | 'rows'
  | 'truncated'
>

/** Where the program records events. Recording delays nothing and never throws. */
export interface Audit {
  record(event: AuditEvent): void
}

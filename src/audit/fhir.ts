import type { AuditEvent } from './event.js'

interface Coding {
  readonly system: string
  readonly code: string
  readonly display: string
}

interface Who {
  readonly identifier?: { readonly system?: string; readonly value: string }
  readonly reference?: string
  readonly display?: string
}

/** FHIR R5 AuditEvent (5.0.0) as far as it is emitted. */
export interface FhirAuditEvent {
  readonly resourceType: 'AuditEvent'
  readonly id: string
  readonly category: readonly { readonly coding: readonly Coding[] }[]
  readonly code: { readonly coding: readonly Coding[] }
  readonly action: 'R' | 'E'
  readonly occurredPeriod: { readonly start: string; readonly end: string }
  readonly recorded: string
  readonly outcome: {
    readonly code: Coding
    readonly detail: readonly { readonly text: string }[]
  }
  readonly agent: readonly {
    readonly type?: { readonly coding: readonly Coding[] }
    readonly role?: readonly { readonly coding: readonly Coding[] }[]
    readonly who: Who
    readonly requestor: boolean
  }[]
  readonly source: { readonly observer: Who }
  readonly entity?: readonly {
    readonly what?: Who
    readonly role: { readonly coding: readonly Coding[] }
    readonly query?: string
  }[]
}

const dicom = (code: string, display: string): Coding => ({
  system: 'http://dicom.nema.org/resources/ontology/DCM',
  code,
  display,
})
const role = (code: string, display: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/object-role', code, display }],
})
const rest: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  code: 'rest',
  display: 'RESTful Operation',
}
const securityAlert = dicom('110113', 'Security Alert')
const userAuthentication = dicom('110114', 'User Authentication')

const kinds: Readonly<Record<AuditEvent['event'], readonly [Coding, Coding]>> = {
  tool: [
    rest,
    { system: 'http://hl7.org/fhir/restful-interaction', code: 'search-type', display: 'search' },
  ],
  resource: [
    rest,
    { system: 'http://hl7.org/fhir/restful-interaction', code: 'read', display: 'read' },
  ],
  sign_in: [userAuthentication, dicom('110122', 'Login')],
  alarm: [securityAlert, dicom('110132', 'Use of Restricted Function')],
  lift: [securityAlert, dicom('110127', 'Emergency Override Started')],
  sign_out: [userAuthentication, dicom('110123', 'Logout')],
  consent: [securityAlert, dicom('110136', 'Security Roles Changed')],
  refresh: [userAuthentication, dicom('110122', 'Login')],
  revoke: [userAuthentication, dicom('110123', 'Logout')],
  context: [securityAlert, dicom('110137', 'User Security Attributes Changed')],
  delegate: [securityAlert, dicom('110136', 'Security Roles Changed')],
  refused: [userAuthentication, dicom('110122', 'Login')],
}

const severity = (code: string): Coding => ({
  system: 'http://hl7.org/fhir/issue-severity',
  ...(code === 'OK'
    ? { code: 'success', display: 'Operation Successful' }
    : { code: 'error', display: 'Error' }),
})

const application = { coding: [dicom('110150', 'Application')] }

/** The program that asked, where there was one: as it names itself, and as the OAuth client that it is. */
const askingOf = ({ client, client_id = null }: AuditEvent) => {
  if (client === null && client_id === null) return []
  const named = client === null ? '' : `${client.name} ${client.version}`.trim()
  const identifier = client_id === null ? {} : { identifier: { value: client_id } }
  const who = { ...identifier, display: named === '' ? 'unnamed' : named }
  return [{ type: application, who, requestor: false }]
}

/** HL7 v3 RoleCode: to whom a right was delegated. */
const delegatee = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode',
      code: 'DELEGATEE',
      display: 'delegatee',
    },
  ],
}

/** The agents that act for the person, the one of now first; FHIR has no order, the trail has. */
const actingOf = ({ act = [] }: AuditEvent) =>
  act.map((name) => ({
    type: application,
    role: [delegatee],
    who: { identifier: { value: name }, display: name },
    requestor: false,
  }))

/** What the session was held to, and the delegation that said so. */
const heldEntities = ({ delegation, held_to }: AuditEvent) =>
  [delegation, held_to]
    .filter((value) => value !== undefined)
    .map((value) => ({ what: { identifier: { value } }, role: role('13', 'Security Resource') }))

const personOf = ({ subject, issuer }: AuditEvent): Who =>
  subject === null
    ? { display: 'nobody signed in' }
    : { identifier: { ...(issuer === null ? {} : { system: issuer }), value: String(subject) } }

const references = (type: string, ids: readonly (number | string)[] = []) =>
  ids.map((id) => ({
    what: { reference: `${type}/${id}` },
    role: role('4', 'Domain Resource'),
  }))

/** A record is named by its id alone: the trail does not keep its type. */
const recordEntities = (ids: readonly string[] = []) =>
  ids.map((id) => ({
    what: { identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${id}` } },
    role: role('4', 'Domain Resource'),
  }))

const entitiesOf = (event: AuditEvent) => {
  const { name, patients, studies, grant = null } = event
  return [
    ...(grant === null
      ? []
      : [{ what: { identifier: { value: grant } }, role: role('13', 'Security Resource') }]),
    ...heldEntities(event),
    ...patients.map((id) => ({
      what: { reference: `Patient/${id}` },
      role: role('1', 'Patient'),
    })),
    ...references('Group', studies),
    ...recordEntities(event.records),
    ...references('Organization', event.organizations),
    ...references('Practitioner', event.practitioners),
    ...(name === null
      ? []
      : [{ role: role('24', 'Query'), query: Buffer.from(name).toString('base64') }]),
  ]
}

/**
 * A line of the audit trail as a FHIR R5 AuditEvent: the person, the asking program and jhe-mcp as
 * agents, every patient as an entity of its own (IHE BALP), the tool's name as the query.
 */
export function toFhirAuditEvent(event: AuditEvent): FhirAuditEvent {
  const { id, at, ms, code, agent, replica } = event
  const [category, kind] = kinds[event.event]
  const end = new Date(Date.parse(at) + Math.round(ms)).toISOString()
  const process = replica === undefined ? agent.host : `${agent.host}, replica ${replica}`
  const ours = { display: `jhe-mcp ${agent.version} on ${process}` }
  const entity = entitiesOf(event)
  return {
    resourceType: 'AuditEvent',
    id,
    category: [{ coding: [category] }],
    code: { coding: [kind] },
    action: category === rest ? 'R' : 'E',
    occurredPeriod: { start: at, end },
    recorded: end,
    outcome: { code: severity(code), detail: [{ text: code }] },
    agent: [
      { who: personOf(event), requestor: true },
      ...actingOf(event),
      ...askingOf(event),
      { type: application, who: ours, requestor: false },
    ],
    source: { observer: ours },
    ...(entity.length === 0 ? {} : { entity }),
  }
}

import { describe, expect, it } from 'vitest'

import { toFhirAuditEvent } from '../../../src/audit/fhir.js'
import { auditEvent } from '../../support/answers/audit-events.js'
import { validateR5 } from '../../support/answers/validate-r5.js'

const signedOut = { subject: null, issuer: null, client: null, studies: [], patients: [] }

const served = {
  transport: 'http',
  client_id: 'https://claude.ai/oauth/client',
  grant: 'a-hash',
  replica: 'one',
} as const

const delegated = { delegation: 'an-id', act: ['sub-agent', 'summary-agent'] }

const events = [
  auditEvent('a1'),
  auditEvent('a2', { event: 'resource', name: 'jhe://studies/{study_id}', patients: [] }),
  auditEvent('a3', { event: 'sign_in', name: null, ...signedOut, code: 'SIGN_IN_DENIED' }),
  auditEvent('a4', { event: 'sign_out', name: null, client: null }),
  auditEvent('a5', { code: 'NOT_VISIBLE', patients: [40_001, 40_002], rows: 0 }),
  auditEvent('a6', { client: { name: '', version: '' } }),
  auditEvent('a7', { ...served, code: 'RATE_LIMITED', issuer: null }),
  ...(['consent', 'refresh', 'revoke', 'refused'] as const).map((event) =>
    auditEvent(event, { ...served, event, name: null, client: null, studies: [], patients: [] }),
  ),
  auditEvent('a9', { ...delegated, held_to: 'another-hash' }),
  auditEvent('a10', { ...delegated, event: 'delegate', name: null, client: null }),
  auditEvent('a8', { ...served, ...signedOut, event: 'refused', name: null, client_id: null }),
]

describe('the audit trail as FHIR', () => {
  it('aud-9: is AuditEvents of FHIR R5', () => {
    expect(validateR5(events.map(toFhirAuditEvent))).toEqual([])
  })

  it('aud-3: has every patient as an entity of its own', () => {
    const { entity = [] } = toFhirAuditEvent(auditEvent('a', { patients: [40_001, 40_002] }))
    expect(entity.map(({ what }) => what?.reference).filter(Boolean)).toEqual([
      'Patient/40001',
      'Patient/40002',
      'Group/30001',
    ])
  })

  it('aud-2: names the person, the program that asked and jhe-mcp as agents', () => {
    const { agent } = toFhirAuditEvent(auditEvent('a'))
    expect(
      agent.map(({ who, requestor }) => [who.identifier?.value ?? who.display, requestor]),
    ).toEqual([
      ['10002', true],
      ['test-host 1.0.0', false],
      ['jhe-mcp 0.0.0 on here', false],
    ])
  })

  it('cohort 12: names the agents that act, the one of now first, and what they were held to', () => {
    const { agent, entity = [] } = toFhirAuditEvent(
      auditEvent('a', { ...delegated, held_to: 'a-hash' }),
    )
    expect(
      agent.map(({ who, requestor }) => [who.identifier?.value ?? who.display, requestor]),
    ).toEqual([
      ['10002', true],
      ['sub-agent', false],
      ['summary-agent', false],
      ['test-host 1.0.0', false],
      ['jhe-mcp 0.0.0 on here', false],
    ])
    expect(agent.flatMap(({ role = [] }) => role.map(({ coding }) => coding[0]?.code))).toEqual([
      'DELEGATEE',
      'DELEGATEE',
    ])
    const held = entity.filter(({ role }) => role.coding[0]?.code === '13')
    expect(held.map(({ what }) => what?.identifier?.value)).toEqual(['an-id', 'a-hash'])
  })

  it('aud-4: of a server, names the client, the grant and the process', () => {
    const { agent, entity = [] } = toFhirAuditEvent(
      auditEvent('a', { ...served, code: 'RATE_LIMITED', issuer: null }),
    )
    expect(agent.map(({ who }) => who.identifier?.value ?? who.display)).toEqual([
      '10002',
      'https://claude.ai/oauth/client',
      'jhe-mcp 0.0.0 on here, replica one',
    ])
    expect(entity[0]).toMatchObject({ what: { identifier: { value: 'a-hash' } } })
  })
})

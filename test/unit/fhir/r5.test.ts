import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { toSearchset } from '../../../src/fhir/bundle.js'
import { toFhirGroup } from '../../../src/fhir/group.js'
import { toFhirObservation } from '../../../src/fhir/observation.js'
import { toFhirOrganization } from '../../../src/fhir/organization.js'
import { toFhirPatient } from '../../../src/fhir/patient.js'
import { validateR5 } from '../../support/validate-r5.js'

const id = fc.integer({ min: 1, max: 2 ** 40 })
const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value)
const text = perhaps(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', ' ', '\u00a0')))
const uri = perhaps(fc.constantFrom('', 'demo', 'ow:raw', 'https://w3id.org/openmhealth'))
const code = perhaps(fc.constantFrom('', 'omh:heart-rate:2.0', 'site:own:0'))
const time = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().replace('Z', '+00:00')),
  fc.constantFrom('infinity', '-infinity', '2026-03-04 12:15:00.123456+00', 'soon'),
)
const identifiers = fc.array(fc.record({ system: uri, value: text }), { maxLength: 3 })
const observation = fc
  .record({
    id,
    status: fc.oneof(fc.constantFrom('final', 'appended', 'unknown'), fc.string()),
    coding_system: uri,
    coding_code: code,
    coding_text: text,
    patient_id: id,
    patient_user_id: perhaps(id),
    start: perhaps(time),
    end: perhaps(time),
    is_interval: fc.boolean(),
    omh_text: perhaps(fc.json()),
    recorded: time,
    identifiers,
  })
  .map((row) => toFhirObservation(row, 20))
const patient = fc
  .record({
    id,
    name_family: text,
    name_given: text,
    birth_date: perhaps(fc.constantFrom('1980-02-29', '', '80-1-1')),
    telecom_phone: text,
    email: text,
    recorded: perhaps(time),
    identifiers,
  })
  .map(toFhirPatient)
const named = fc.record({ id, name: text, recorded: perhaps(time) })
const resource = fc.oneof(
  observation,
  patient,
  named.map(toFhirGroup),
  named.map(toFhirOrganization),
)
const bundle = fc
  .record({
    resources: fc.array(resource, { maxLength: 3 }),
    total: perhaps(fc.nat()),
    selfLink: fc.constant('https://jhe.example.org/FHIR/R5/Observation?patient=1'),
    nextLink: fc.constantFrom(undefined, 'https://jhe.example.org/FHIR/R5/Observation?_page=2'),
    baseUrl: fc.constantFrom(null, 'https://jhe.example.org/FHIR/R5'),
  })
  .map(toSearchset)

describe('what is rendered', () => {
  it('is valid FHIR R5, whatever the rows hold', () => {
    const sampling = { numRuns: 200, seed: 20260304 }
    const resources = [...fc.sample(resource, sampling), ...fc.sample(bundle, sampling)]
    expect(validateR5(resources)).toEqual([])
  })

  it('knows that no period ends before it starts (per-1)', () => {
    const effectivePeriod = { start: '2026-03-05T00:00:00Z', end: '2026-03-04T00:00:00Z' }
    const right = { resourceType: 'Observation', id: '1', status: 'final', code: { text: 'x' } }
    const one = { ...right, effectivePeriod }
    expect(validateR5([one])).not.toEqual([])
  })

  it('would be found out if it were not', () => {
    const status = 'appended'
    const subject = { reference: 'Patient/1' }
    const right = { resourceType: 'Observation', id: '1', code: { text: 'x' }, subject }
    const wrong = [
      { ...right, status },
      { ...right, status: 'final', codes: [] },
      { ...right },
      { ...right, status: 'final', effectiveDateTime: '2026-03-04T12:15:00' },
      { ...right, status: 'final', identifier: [] },
      { ...right, status: 'final', valueAttachment: { contentType: 'text/plain', size: 3 } },
      { resourceType: 'Group', id: '1', type: { coding: [] }, membership: 'enumerated' },
      {
        resourceType: 'Bundle',
        type: 'searchset',
        entry: [{ resource: { ...right, status } }],
      },
    ]
    for (const one of wrong.slice(3, 5)) expect(validateR5([one])).not.toEqual([])
    const lines = new Set(validateR5(wrong).map((mistake) => /^line (\d+)/.exec(mistake)?.[1]))
    expect([...lines].filter((line) => line !== undefined)).toEqual(['2', '3', '4', '7', '8', '9'])
  })
})

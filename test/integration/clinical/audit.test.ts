import { expect } from 'vitest'

import type { AuditEntry } from '../../../src/audit/event.js'
import { toFhirAuditEvent } from '../../../src/audit/fhir.js'
import { it } from '../../support/fixtures.js'
import { addRecords } from '../../support/clinical/record-world.js'
import { orgs, patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { recordId } from '../../support/worlds/jhe/records.js'

it('the trail names the records, organizations and practitioners of an answer, and no patient of another system', async ({
  open,
}) => {
  const { database, caller } = await open('jhe_0045')
  await database.sql('delete from core_fhirauxresource')
  const body = { subject: { reference: `Patient/${patients.ben}` } }
  await addRecords(database, [
    { n: 1, type: 'Condition', patient: patients.ana, body },
    { n: 2, type: 'Patient', patient: patients.ana, body: { id: String(patients.ben) } },
  ])
  const lineOf = async (who: number, tool: string, args: object): Promise<AuditEntry> => {
    const lines: AuditEntry[] = []
    const outcome = await caller.call(who, tool, args, { audit: (line) => lines.push(line) })
    expect(outcome.code).toBeUndefined()
    const [line] = lines
    if (line === undefined) throw new Error('no line')
    return line
  }
  for (const format of ['slim', 'fhir']) {
    const args = { patient_id: patients.ana, format }
    const line = await lineOf(people.ana.userId, 'get_clinical_records', args)
    expect(line).toMatchObject({
      patients: [patients.ana],
      records: [recordId(2), recordId(1)],
      rows: 2,
    })
    const agent = { version: '1', pid: 1, host: 'here' }
    const { entity } = toFhirAuditEvent({ ...line, agent })
    expect(JSON.stringify(entity)).toContain(`urn:uuid:${recordId(1)}`)
  }
  const directory = await lineOf(people.member.userId, 'list_practitioners', {})
  expect(directory).toMatchObject({ organizations: [orgs.harbor], patients: [] })
  expect(directory.practitioners).toContain(people.member.practitionerId)
  const other = await lineOf(people.member.userId, 'list_studies', {})
  expect(Object.keys(other)).not.toContain('organizations')
})

import { describe, expect } from 'vitest'

import { grantOf, type Grant } from '../../../src/permissions/grant.js'
import { parseScopes, typeLimitsOf } from '../../../src/permissions/scope.js'
import { addRecords, askFor } from '../../support/clinical/record-world.js'
import type { CallSettings, ToolCaller } from '../../support/clients/tool-caller.js'
import { it } from '../../support/fixtures.js'
import { at, each, list, text } from '../../support/tools/short-form.js'
import { orgs, patients, studies } from '../../support/worlds/jhe/ids.js'
import { people, type PersonName } from '../../support/worlds/jhe/people.js'

const ofAna = { patient_id: patients.ana }
const off = { consent: 'off' } as const
const scoped = (scope: string): Grant =>
  grantOf({ types: typeLimitsOf(parseScopes('JHE_SCOPE', scope)) })

describe('clinical records and the directory under a grant', () => {
  let caller: ToolCaller
  it.beforeAll(async ({ open }) => {
    const opened = await open('jhe_0045')
    caller = opened.caller
    await addRecords(opened.database, [
      { n: 900, patient: patients.ana, type: 'Observation', body: { status: 'final' } },
    ])
    const agreed = { [patients.ana]: 'agreed' } as const
    await askFor(opened.database, [
      { study: studies.pressure, type: 'Condition', answers: agreed },
      { study: studies.pressure, type: 'Encounter', answers: {} },
      { study: studies.devices, type: 'MedicationRequest', answers: agreed },
    ])
  })

  const ask = async (
    person: PersonName,
    tool: string,
    args: object,
    settings: CallSettings = {},
  ) => {
    const outcome = await caller.call(people[person].userId, tool, args, settings)
    return outcome.code === undefined ? outcome.value : { code: outcome.code }
  }
  const typesOf = async (person: PersonName, grant: Grant, settings: CallSettings = {}) => {
    const value = await ask(person, 'get_clinical_records', ofAna, { ...settings, grant })
    if ('code' in value) return value
    const shown = list(value['records']).map((row) => text(at(row, 'type')))
    return {
      shown: [...new Set(shown)].toSorted(),
      withheld: list(value['withheld']).map((row) => text(at(row, 'type'))),
    }
  }

  it('A39: a scope of a type shows, counts and withholds that type alone', async () => {
    const grant = scoped('user/Condition.r user/Encounter.r user/MedicationRequest.s')
    expect(await typesOf('coordinator', grant)).toEqual({
      shown: ['Condition'],
      withheld: ['Encounter'],
    })
    const all = { shown: ['Condition', 'Encounter'], withheld: [] }
    expect(await typesOf('coordinator', grant, off)).toEqual(all)
    expect(await typesOf('ana', grant)).toEqual(all)
    for (const person of ['coordinator', 'ana'] as const) {
      expect(await ask(person, 'count_clinical_records', ofAna, { grant })).toMatchObject({
        types: [{ type: 'MedicationRequest', records: 1 }],
        withheld: [],
      })
    }
  })

  it('A40: a type outside is answered byte for byte as one that does not exist', async () => {
    const grant = scoped('user/Condition.rs')
    for (const person of ['coordinator', 'member', 'ana', 'ben'] as const) {
      const answerTo = async (type: string) => {
        const args = { ...ofAna, type }
        const { userId } = people[person]
        return JSON.stringify(await caller.call(userId, 'get_clinical_records', args, { grant }))
      }
      expect(await answerTo('Encounter')).toContain('NOT_VISIBLE')
      expect(await answerTo('Encounter')).toBe(await answerTo('Nonsense'))
    }
    expect(
      await ask('ana', 'get_clinical_records', { ...ofAna, type: 'condition' }, { grant }),
    ).toMatchObject({ records: [{ type: 'Condition' }, { type: 'Condition' }] })
  })

  it('A39: Observation is a type of records too, and a data type is none', async () => {
    for (const person of ['coordinator', 'ana'] as const) {
      const shownOf = async (scope: string) => await typesOf(person, scoped(scope), off)
      const whole = { shown: ['Observation'], withheld: [] }
      expect(await shownOf('user/Observation.rs')).toEqual(whole)
      const nothing = { shown: [], withheld: [] }
      expect(await shownOf('user/Observation.rs?code=omh:heart-rate:2.0')).toEqual(nothing)
    }
  })

  it('A42: a session held to a patient reads and counts their records alone', async () => {
    const grant = grantOf({ patient: [patients.ana] })
    for (const person of ['coordinator', 'member'] as const) {
      const ofStudy = { study_id: studies.pressure }
      expect(await ask(person, 'count_clinical_records', ofStudy, { grant })).toMatchObject({
        types: [{ type: 'Condition', records: 2, patients: 1 }],
        withheld: [{ type: 'Encounter', reason: 'not_answered' }],
      })
      for (const patient_id of [patients.ben, patients.cora, patients.missing]) {
        expect(await ask(person, 'get_clinical_records', { patient_id }, { grant })).toEqual({
          code: 'NOT_VISIBLE',
        })
      }
    }
    const ofBen = grantOf({ patient: [patients.ben] })
    expect(await typesOf('ana', ofBen)).toEqual({ code: 'NOT_VISIBLE' })
    expect(await ask('ana', 'list_organizations', {}, { grant: ofBen })).toMatchObject({
      organizations: [],
    })
  })

  it('A42: a patient whose session is held to a study shows what it asks for, not their chart', async () => {
    const held = grantOf({ studies: [studies.pressure] })
    expect(await typesOf('ana', held)).toEqual({ shown: ['Condition', 'Encounter'], withheld: [] })
    const value = await ask('ana', 'get_clinical_records', ofAna, { grant: held })
    expect(at(value, 'notice')).toContain('held to studies')
    const both = grantOf({ studies: [studies.pressure, studies.devices] })
    const inDevices = { ...ofAna, study_id: studies.devices }
    expect(await ask('ana', 'count_clinical_records', inDevices, { grant: both })).toMatchObject({
      types: [{ type: 'MedicationRequest' }],
    })
    // as JHE has it for practitioners: whoever is enrolled, every type
    expect(await typesOf('coordinator', held, off)).toEqual({
      shown: ['Condition', 'Encounter', 'MedicationRequest', 'Observation'],
      withheld: [],
    })
    const typed = grantOf({ ...held, types: scoped('user/Condition.rs').types })
    expect(await typesOf('coordinator', typed, off)).toEqual({ shown: ['Condition'], withheld: [] })
  })

  const directory = async (person: PersonName, grant: Grant) => {
    const organizations = await ask(person, 'list_organizations', {}, { grant })
    const practitioners = await ask(person, 'list_practitioners', {}, { grant })
    return {
      organizations: each(
        at(organizations, 'organizations'),
        (one) => `${text(at(one, 'id'))} ${text(at(one, 'patients'))}`,
      ),
      roles: list(at(practitioners, 'practitioners')).flatMap((one) =>
        list(at(one, 'roles')).map((role) => text(at(at(role, 'organization'), 'id'))),
      ),
    }
  }

  it('A42: the directory of a session held to a study is of the organization that runs it', async () => {
    const grant = grantOf({ studies: [studies.pressure] })
    const found = await directory('coordinator', grant)
    expect(found.organizations).toBe('20001 2')
    expect(new Set(found.roles)).toEqual(new Set(['20001']))
    const other = { organization_id: orgs.valley }
    for (const tool of ['list_organizations', 'list_practitioners']) {
      expect(await ask('coordinator', tool, other, { grant })).toEqual({ code: 'NOT_VISIBLE' })
    }
    expect((await directory('director', grant)).organizations).toBe('none')
    expect((await directory('ana', grant)).organizations).toBe('20001 ?')
  })

  it('A42: the directory of a session held to a patient counts no patients', async () => {
    const found = await directory('coordinator', grantOf({ patient: [patients.ana] }))
    expect(found.organizations).toBe('20001 ?, 20002 ?')
  })
})

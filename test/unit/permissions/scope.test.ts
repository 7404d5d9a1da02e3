import { describe, expect, it } from 'vitest'

import { gives, needsPatient, parseScopes, typeLimitsOf } from '../../../src/permissions/scope.js'
import { resourceTypes } from '../../../src/permissions/type-set.js'
import { tools } from '../../../src/tools/registry.js'
import { toolNamesFor } from '../../../src/tools/toolset.js'
import { caught } from '../../support/caught.js'

const omh = 'https://w3id.org/openmhealth'
const heartRate = `${omh}|omh:heart-rate:2.0`
const parse = (text: string) => parseScopes('JHE_SCOPE', text)

const always = ['describe_schema', 'get_server_status']
const group = ['get_study_count', 'list_studies', 'get_study_metadata']
const figures = [
  'summarize_observations',
  'get_observation_trend',
  'summarize_cohort',
  'list_patient_summaries',
  'get_study_activity',
]
const everyTool = tools.map(({ name }) => name)

describe('cohort 9: SMART scopes', () => {
  it.each([
    ['user/Group.rs', group],
    ['user/Group.s', ['get_study_count', 'list_studies']],
    ['user/Group.r', ['get_study_metadata']],
    ['user/Patient.r', ['get_patient_demographics']],
    ['user/Patient.s', ['search_patients']],
    ['user/Patient.rs', ['get_patient_demographics', 'search_patients']],
    ['user/Observation.r', ['get_patient_observations']],
    ['user/Observation.s', figures],
    [`user/Observation.rs?code=${heartRate}`, ['get_patient_observations', ...figures]],
    ['user/Condition.rs', ['get_clinical_records', 'count_clinical_records']],
    ['user/Encounter.r', ['get_clinical_records']],
    ['user/QuestionnaireResponse.s', ['count_clinical_records']],
    ['user/Condition.s user/Encounter.r', ['get_clinical_records', 'count_clinical_records']],
    ['user/PractitionerRole.rs', ['get_clinical_records', 'count_clinical_records']],
    ['user/Organization.rs', ['list_organizations']],
    ['user/Organization.s', ['list_organizations']],
    ['user/Organization.r', []],
    ['user/Practitioner.rs', ['list_practitioners']],
    ['user/Practitioner.r', []],
    ['user/Group.rs  user/Patient.s', [...group, 'search_patients']],
    ['user/*.rs', everyTool],
    ['patient/*.rs', everyTool],
    ['hmcp:read', everyTool],
    ['patient/hmcp:read', everyTool],
    ['patient/Observation.s\nuser/Group.r', ['get_study_metadata', ...figures]],
  ])('%s gives its tools, and those that need none', (text, names) => {
    const scopes = parse(text)
    const wanted = [...names, ...always]
    expect(toolNamesFor((need) => gives(scopes, need))).toEqual(
      everyTool.filter((name) => wanted.includes(name)),
    )
  })

  it.each([
    ['user/*.rs', null, null],
    ['user/*.r user/Observation.s', null, ['Observation']],
    ['user/Group.rs', ['Group'], ['Group']],
    ['user/Observation.rs', ['Observation'], ['Observation']],
    [`user/Observation.r?code=${heartRate} user/Observation.s`, [heartRate], ['Observation']],
    [
      'user/Observation.rs?code=omh:heart-rate:2.0 user/Observation.rs?code=local:mood:1.0',
      ['local:mood:1.0', 'omh:heart-rate:2.0'],
      ['local:mood:1.0', 'omh:heart-rate:2.0'],
    ],
    [
      'user/Observation.rs?code=https%3A%2F%2Fw3id.org%2Fopenmhealth%7Comh%3Aheart-rate%3A2.0',
      [heartRate],
      [heartRate],
    ],
    ['user/Condition.r user/Encounter.s', ['Condition'], ['Encounter']],
  ])('%s gives data types: rows of %j, figures of %j', (text, read, search) => {
    expect(typeLimitsOf(parse(text))).toEqual({ read, search })
  })

  it('take every FHIR type that JHE can hold, and two names for all', () => {
    for (const type of [...resourceTypes, '*']) {
      expect(parse(`user/${type}.r user/${type}.s user/${type}.rs`)).toHaveLength(3)
    }
    expect(parse('hmcp:read')).toEqual(parse('user/*.rs'))
    expect(parse('patient/hmcp:read')).toEqual(parse('patient/*.rs'))
    expect([...parse('user/*.rs'), ...parse('hmcp:read')].map(({ level }) => level)).toEqual([
      'user',
      'user',
    ])
    expect(needsPatient(parse('user/Group.rs'))).toBe(false)
    expect(needsPatient(parse('user/Group.rs patient/Observation.r'))).toBe(true)
  })

  it.each([
    ['user/Observation.cruds', /create, update or delete/],
    ['user/Observation.crs', /create, update or delete/],
    ['user/Observation.u', /create, update or delete/],
    ['user/*.d', /create, update or delete/],
    ['patient/Patient.rud', /create, update or delete/],
    ['user/Observation.sr', /none of \.r, \.s and \.rs/],
    ['user/Observation.rr', /none of/],
    ['user/Observation.x', /none of/],
    ['user/Observation.read', /none of/],
    ['user/Observation.write', /none of/],
    ['user/Observation.*', /none of/],
    ['user/Observation.', /not a scope/],
    ['user/Observation', /not a scope/],
    ['user/Observation.RS', /not a scope/],
    ['User/Observation.rs', /not a scope/],
    ['users/Observation.rs', /not a scope/],
    ['system/Observation.rs', /never to a system/],
    ['system/*.r', /never to a system/],
    ['user/observation.rs', /"observation" is not a type/],
    ['user/Observations.rs', /"Observations" is not a type/],
    ['user/Appointment.rs', /"Appointment" is not a type/],
    ['user/Slot.r', /"Slot" is not a type/],
    ['user/O*.rs', /"O\*" is not a type/],
    ['user/**.rs', /"\*\*" is not a type/],
    ['user//Observation.rs', /not a scope/],
    ['user/Observation.rs?', /parameter "" is not known/],
    ['user/Observation.rs?code', /parameter "code" is not known/],
    ['user/Observation.rs?code=', /not the full code/],
    ['user/Observation.rs?category=laboratory', /parameter "category" is not known/],
    ['user/Observation.rs?Code=omh:heart-rate:2.0', /parameter "Code" is not known/],
    [`user/Observation.rs?code=${heartRate}&status=final`, /more than one parameter/],
    ['user/Observation.rs?code=heart-rate', /not the full code/],
    ['user/Observation.rs?code=omh:heart-rate', /not the full code/],
    ['user/Observation.rs?code=omh:heart-rate:9.9', /no data type of its code/],
    ['user/Observation.rs?code=omh:hart-rate:2.0', /no data type of its code/],
    ['user/Observation.rs?code=omh:heart-rate:2.0,omh:body-weight:3.0', /not the full code/],
    ['user/Observation.rs?code=http://loinc.org|omh:heart-rate:2.0', /system of its code is/],
    ['user/Observation.rs?code=|omh:heart-rate:2.0', /before its code is not an address/],
    [`user/Observation.rs?code=${omh}|${heartRate}`, /before its code is not an address/],
    [
      'user/Observation.rs?code=http://hl7.org/fhir/resource-types|local:mood:1.0',
      /not one of data types/,
    ],
    ['user/Observation.rs?code=%E0%A4%A', /not well encoded/],
    ['user/Condition.rs?code=omh:heart-rate:2.0', /only Observation takes/],
    ['user/*.rs?code=omh:heart-rate:2.0', /only Observation takes/],
    ['user/Observation.rs#x', /not a scope/],
    ['openid', /belongs to the sign-in/],
    ['launch/patient', /belongs to the sign-in/],
    ['offline_access', /belongs to the sign-in, whose scopes are those of JHE_SCOPES/],
    ['openidx', /not a scope/],
    ['hmcp:write', /writes nothing/],
    ['patient/hmcp:write', /writes nothing/],
    ['hmcp:admin', /not a scope/],
    ['user/Group.rs,user/Patient.r', /not a scope/],
    ['constructor', /not a scope/],
    ['__proto__', /not a scope/],
  ])('A43: %s is CONFIG_INVALID, by name and with the reason', (scope, why) => {
    const error = caught(() => parse(`user/Group.rs ${scope}`))
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message).toContain(`JHE_SCOPE holds ${JSON.stringify(scope.slice(0, 150))}`)
    expect(error.message).toMatch(why)
    expect(error.hint).not.toBe('')
  })

  it.each(['', ' ', '\n\t'])(
    'A43: %j holds no scope, which is not the same as every scope',
    (text) => {
      expect(caught(() => parse(text))).toMatchObject({ code: 'CONFIG_INVALID' })
    },
  )
})

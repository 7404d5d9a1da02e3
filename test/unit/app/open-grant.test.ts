import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, describe, expect, it, vi } from 'vitest'

import { openGrant } from '../../../src/app/grant/open-grant.js'
import { policyPlaceOn } from '../../../src/app/grant/policy-place.js'
import { everything } from '../../../src/permissions/grant.js'
import { createTestFolder } from '../../support/worlds/stores.js'
import { noPolicy } from '../../support/worlds/no-policy.js'
import { testCommand } from '../../support/worlds/runtime.js'

afterEach(() => {
  vi.unstubAllEnvs()
})

/** What becomes of the settings under the text of a policy. */
const open = async (env: Readonly<Record<string, string>>, text?: string) => {
  await using folder = await createTestFolder()
  const path = join(folder.path, 'policy.json')
  if (text !== undefined) {
    await chmod(folder.path, 0o755)
    await writeFile(path, text)
    await chmod(path, 0o644)
  }
  const place = { path, owner: process.geteuid?.() ?? 0 }
  return openGrant(testCommand({ env, policy: text === undefined ? noPolicy : place }))
}

const policy = (value: unknown): string => JSON.stringify(value)

describe('the grant of a process', () => {
  it('is everything where nothing narrows it', async () => {
    const { granted, problem } = await open({})
    expect(problem).toBeUndefined()
    expect({ ...granted.grant, tools: null }).toEqual(everything)
  })

  it('is what the settings say', async () => {
    const { granted } = await open({
      JHE_STUDY: '30002, 30001',
      JHE_PATIENT: '40001',
      JHE_SCOPE: 'user/Group.rs patient/Observation.r?code=omh:heart-rate:2.0',
      JHE_TOOLS: 'default -get_study_count',
    })
    expect(granted.grant).toMatchObject({
      studies: [30_001, 30_002],
      patient: [40_001],
      types: { read: ['Group', 'omh:heart-rate:2.0'], search: ['Group'] },
    })
    expect(granted.toolset.tools.map(({ name }) => name)).toEqual([
      'list_studies',
      'get_study_metadata',
      'get_patient_observations',
      'describe_schema',
      'get_server_status',
    ])
  })

  it('A41: is what policy and settings have in common', async () => {
    const demands = policy({
      study: [30_001, 30_003],
      scope: 'user/Observation.s user/Patient.rs',
      tools: '-search_patients',
      max_rows: 20,
    })
    const { granted } = await open(
      { JHE_STUDY: '30001,30002', JHE_SCOPE: 'user/*.rs', JHE_TOOLS: 'all' },
      demands,
    )
    expect(granted.grant.studies).toEqual([30_001])
    expect(granted.grant.limits).toEqual({ rows: 20, bytes: null })
    expect(granted.grant.types).toEqual({ read: ['Patient'], search: ['Observation', 'Patient'] })
    expect(granted.toolset.tools.map(({ name }) => name)).toEqual([
      'get_patient_demographics',
      'summarize_observations',
      'get_observation_trend',
      'describe_schema',
      'get_server_status',
    ])
  })

  it('A44, A47: takes the lower limits of the brake, and the canaries of both', async () => {
    const demands = policy({
      brake_patients_per_hour: 10,
      brake_patients_per_day: 5_000,
      brake_rows_per_hour: 500,
      canaries: [49_001],
    })
    const { config } = await open(
      {
        JHE_BRAKE_PATIENTS_PER_HOUR: '80',
        JHE_BRAKE_PATIENTS_PER_DAY: '90',
        JHE_CANARIES: '49002',
      },
      demands,
    )
    expect(config).toMatchObject({
      brakePatientsPerHour: 10,
      brakePatientsPerDay: 90,
      brakeRowsPerHour: 500,
      canaries: [49_002, 49_001],
    })
    expect((await open({})).config).toMatchObject({
      brakePatientsPerHour: 50,
      brakePatientsPerDay: 200,
      brakeRowsPerHour: 20_000,
    })
    const wrong = await open({}, policy({ brake_patients_per_hour: 0 }))
    expect(wrong.problem?.message).toContain('brake_patients_per_hour')
  })

  it('A41: is nobody where policy and settings name different patients', async () => {
    const { granted } = await open({ JHE_PATIENT: '40001' }, policy({ patient: 40_002 }))
    expect(granted.grant.patient).toEqual([])
  })

  it('takes a patient of the policy for a scope of the settings', async () => {
    const { problem } = await open({ JHE_SCOPE: 'patient/*.rs' }, policy({ patient: '40001' }))
    expect(problem).toBeUndefined()
  })

  it.each([
    [{ JHE_SCOPE: 'patient/*.rs' }, {}],
    [{ JHE_SCOPE: 'user/Group.rs patient/Observation.r' }, { study: [30_001] }],
    [{ JHE_SCOPE: 'patient/*.rs', JHE_PATIENT: '40001' }, { patient: 40_002 }],
    [{}, { scope: 'user/Group.rs patient/Observation.r' }],
    [{}, { scope: 'patient/hmcp:read' }],
  ])('A43: %j under %j has a scope of patient/ without one patient', async (env, demands) => {
    const { problem } = await open(env, policy(demands))
    expect(problem?.code).toBe('CONFIG_INVALID')
    expect(problem?.message).toMatch(/scope.* begins with patient\//)
  })

  it('demands consent where the policy does', async () => {
    expect(
      (await open({ JHE_CONSENT: 'off' }, policy({ consent: 'enforce' }))).config.consent,
    ).toBe('enforce')
    expect((await open({ JHE_CONSENT: 'off' }, policy({}))).config.consent).toBe('off')
  })

  it.each([
    ['{', /is not JSON/],
    ['[]', /is not a JSON object/],
    ['null', /is not a JSON object/],
    [policy({ studies: [30_001] }), /holds "studies", of the keys study, patient/],
    [policy({ study: [] }), /wrong value of "study"/],
    [policy({ study: '30001;30002' }), /wrong value of "study"/],
    [policy({ patient: 'forty' }), /wrong value of "patient"/],
    [policy({ consent: 'off' }), /wrong value of "consent"/],
    [policy({ privacy: 'aggregate' }), /holds "privacy"/],
    [policy({ scope: 'user/Observation.cruds' }), /"scope" of .*policy\.json holds "user\/Obs/],
    [policy({ scope: '' }), /"scope" of .*policy\.json holds no scope/],
    [policy({ tools: 'everything' }), /"tools" of .*policy\.json names "everything"/],
    [policy({ tools: 'get_study_count', scope: 'user/Patient.r' }), /leaves no tool/],
    [policy({ max_rows: 5000 }), /wrong value of "max_rows"/],
  ])('A50: the policy %s stops everything', async (text, why) => {
    const { granted, problem } = await open({}, text)
    expect(problem?.code).toBe('CONFIG_INVALID')
    expect(problem?.message).toMatch(why)
    expect(granted.grant).toMatchObject({
      studies: [],
      patient: [],
      types: { read: [], search: [] },
    })
  })

  it('A50: is looked for where only an administrator can write', async () => {
    expect(await policyPlaceOn('linux')).toEqual({ path: '/etc/jhe-mcp/policy.json', owner: 0 })
    expect(await policyPlaceOn('darwin')).toEqual({
      path: '/Library/Application Support/jhe-mcp/policy.json',
      owner: 0,
    })
    expect((await policyPlaceOn('win32')).path).toBe('C:\\ProgramData\\jhe-mcp\\policy.json')
  })

  it('A50: no variable that a host sets moves the policy, or who tells its owner', async () => {
    for (const name of ['ProgramData', 'PROGRAMDATA', 'ALLUSERSPROFILE', 'SystemRoot', 'PATH']) {
      vi.stubEnv(name, 'D:\\elsewhere')
    }
    const { path, owner } = await policyPlaceOn('win32')
    expect(path).toBe('C:\\ProgramData\\jhe-mcp\\policy.json')
    // what is started is in the error, since this computer has none
    expect(() => (typeof owner === 'function' ? owner(path) : '')).toThrow(
      /C:\\Windows\\System32\\WindowsPowerShell\\v1\.0\\powershell\.exe/,
    )
  })
})

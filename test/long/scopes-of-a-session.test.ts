import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { prompts } from '../../src/prompts/registry.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { connectHost, eras, type CallResult, type Host } from '../support/clients/mcp-clients.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'
import { patients, studies } from '../support/worlds/jhe/ids.js'
import { people } from '../support/worlds/jhe/people.js'

const toolSchema = z.looseObject({
  name: z.string(),
  inputSchema: z.looseObject({
    properties: z.record(z.string(), z.unknown()).optional(),
    required: z.array(z.string()).optional(),
  }),
})
const promptList = z.looseObject({
  prompts: z.array(
    z.looseObject({
      name: z.string(),
      arguments: z.array(z.looseObject({ name: z.string() })).optional(),
    }),
  ),
})
const resourceList = z.looseObject({ resources: z.array(z.looseObject({ uri: z.string() })) })
const templateList = z.looseObject({
  resourceTemplates: z.array(z.looseObject({ uriTemplate: z.string() })),
})
const completion = z.looseObject({
  completion: z.looseObject({ values: z.array(z.string()) }),
})

const toolsOf = async (host: Host) => (await host.listTools()).map((tool) => toolSchema.parse(tool))
const argumentsOf = async (host: Host): Promise<readonly string[]> =>
  (await toolsOf(host)).flatMap(({ inputSchema }) => Object.keys(inputSchema.properties ?? {}))
const namesOf = async (host: Host) => (await toolsOf(host)).map(({ name }) => name)
const urisOf = async (host: Host) =>
  resourceList.parse(await host.catalog.listResources()).resources.map(({ uri }) => uri)
const promptsOf = async (host: Host) => promptList.parse(await host.catalog.listPrompts()).prompts
const failed = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise
  } catch (thrown) {
    return String(thrown)
  }
  throw new Error('it was answered')
}

const problemOf = ({ error }: CallResult) => ({ code: error?.code, message: error?.message })

describe.each(eras)('a session that is held to less, for a client of %s', (era) => {
  let database: TestDatabase
  let signedIn: SignedIn
  const open = async (env: Readonly<Record<string, string>>): Promise<Host> =>
    await connectHost(era, { env: { ...signedIn.env, ...env } })

  /** A host that goes with its test. */
  const during = async (
    env: Readonly<Record<string, string>>,
    use: (host: Host) => Promise<void>,
  ): Promise<void> => {
    const host = await open(env)
    try {
      await use(host)
    } finally {
      await host.close()
    }
  }

  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    signedIn = await signInAs(people.coordinator.userId, database.url)
  })
  afterAll(async () => {
    signedIn.remove()
    await database.drop()
  })

  const oneStudy = { JHE_STUDY: String(studies.pressure) }

  it('A40: to one study: no tool takes a study, and none answers of another', async () => {
    await during(oneStudy, async (host) => {
      expect(await argumentsOf(host)).not.toContain('study_id')
      const listed = await host.call('list_studies')
      expect(listed.value).toMatchObject({ total: 1, studies: [{ id: studies.pressure }] })
      const metadata = await host.call('get_study_metadata')
      expect(metadata.value).toMatchObject({ id: studies.pressure })
      expect(metadata.value?.['notice']).toContain('This session is limited to one study.')
      const [other, missing] = [
        await host.call('get_study_metadata', { study_id: studies.devices }),
        await host.call('get_study_metadata', { study_id: studies.missing }),
      ]
      expect(other.error?.code).toBe('NOT_VISIBLE')
      expect(problemOf(other)).toEqual(problemOf(missing))
      const search = await host.call('search_patients')
      expect(search.value).toMatchObject({ total: 3 })
    })
  })

  it('A40: to one study: resources, completions and prompts know no other', async () => {
    await during(oneStudy, async (host) => {
      const uris = (await urisOf(host)).filter((uri) => uri.startsWith('jhe://studies/'))
      expect(uris).toEqual([`jhe://studies/${studies.pressure}`])
      const read = async (id: number) =>
        await failed(host.catalog.readResource({ uri: `jhe://studies/${id}` }))
      expect((await read(studies.devices)).replace(String(studies.devices), 'id')).toBe(
        (await read(studies.missing)).replace(String(studies.missing), 'id'),
      )
      const ref = { type: 'ref/resource', uri: 'jhe://studies/{study_id}' } as const
      const offered = await host.catalog.complete({
        ref,
        argument: { name: 'study_id', value: '' },
      })
      expect(completion.parse(offered).completion.values).toEqual([String(studies.pressure)])
      const types = await host.catalog.complete({
        ref: { type: 'ref/prompt', name: 'patient_review' },
        argument: { name: 'data_type', value: '' },
      })
      expect(completion.parse(types).completion.values).toEqual(['blood-pressure', 'heart-rate'])
      for (const prompt of await promptsOf(host)) {
        expect(prompt.arguments?.map(({ name }) => name) ?? []).not.toContain('study_id')
      }
      const text = JSON.stringify(await host.catalog.getPrompt({ name: 'study_overview' }))
      expect(text).toContain(`study ${studies.pressure}`)
      const given = { study_id: String(studies.devices) }
      await failed(host.catalog.getPrompt({ name: 'study_overview', arguments: given }))
    })
  })

  it('A40: to one patient: it is filled in everywhere', async () => {
    await during({ JHE_PATIENT: String(patients.ana) }, async (host) => {
      expect(await argumentsOf(host)).not.toContain('patient_id')
      const rows = await host.call('get_patient_observations', { limit: 1 })
      expect(rows.isError).toBe(false)
      const [other, missing] = [
        await host.call('get_patient_observations', { patient_id: patients.ben }),
        await host.call('get_patient_observations', { patient_id: patients.missing }),
      ]
      expect(other.error?.code).toBe('NOT_VISIBLE')
      expect(problemOf(other)).toEqual(problemOf(missing))
      const found = await host.call('search_patients', { name: 'b' })
      expect(found.value).toMatchObject({ total: 0, patients: [] })
      for (const prompt of await promptsOf(host)) {
        expect(prompt.arguments?.map(({ name }) => name) ?? []).not.toContain('patient_id')
      }
    })
  })

  it('A40: by scopes: a tool that is not given is gone everywhere together', async () => {
    const scope = 'user/Observation.s user/Patient.r'
    await during({ JHE_SCOPE: scope }, async (host) => {
      const names = [
        ...['get_patient_demographics', 'summarize_observations', 'get_observation_trend'],
        ...['describe_schema', 'get_server_status'],
      ]
      expect(await namesOf(host)).toEqual(names)
      const gone = ['list_studies', 'search_patients', 'get_patient_observations']
      for (const name of gone) expect(host.instructions).not.toContain(name)
      // as a tool that there never was
      const call = async (name: string) =>
        (
          await host.call(name).then(
            (result) => JSON.stringify(result),
            (thrown: unknown) => String(thrown),
          )
        ).replaceAll(name, 'name')
      for (const name of gone) expect(await call(name)).toBe(await call('no_such_tool'))
      const left = ['jhe://status', 'jhe://documentation']
      expect((await urisOf(host)).filter((uri) => uri.startsWith('jhe:'))).toEqual(left)
      const told = JSON.stringify(await host.catalog.readResource({ uri: 'jhe://documentation' }))
      expect(names.filter((name) => !told.includes(name))).toEqual([])
      expect(gone.filter((name) => told.includes(`name\\":\\"${name}`))).toEqual([])
      await failed(host.catalog.readResource({ uri: 'jhe://statistics' }))
      const { resourceTemplates } = templateList.parse(await host.catalog.listResourceTemplates())
      expect(resourceTemplates.filter(({ uriTemplate }) => uriTemplate.startsWith('jhe:'))).toEqual(
        [],
      )
      await failed(host.catalog.readResource({ uri: 'jhe://studies' }))
      const offered = (await promptsOf(host)).map(({ name }) => name)
      expect(offered).toEqual(
        prompts
          .filter(({ tools }) => tools.every((tool) => names.includes(tool)))
          .map(({ name }) => name),
      )
      expect(offered).toEqual(['compare_periods', 'system_maintenance'])
    })
  })

  it('A40: to a data type: nothing of another, by name or without', async () => {
    const scope = 'user/*.s user/Group.r user/Patient.r user/Observation.r?code=omh:heart-rate:2.0'
    await during({ JHE_SCOPE: scope }, async (host) => {
      const ofAna = { patient_id: patients.ana }
      const rows = await host.call('get_patient_observations', { ...ofAna, limit: 1000 })
      expect(JSON.stringify(rows.value?.['observations'])).not.toContain('blood-pressure')
      const named = { ...ofAna, data_type: 'blood-pressure' }
      expect((await host.call('get_patient_observations', named)).error?.code).toBe('NOT_VISIBLE')
      expect((await host.call('summarize_observations', named)).isError).toBe(false)
    })
  })

  it('A40: a cursor of a wider session opens nothing in a narrower one', async () => {
    const wide = await open({})
    try {
      const page = await wide.call('list_studies', { limit: 1 })
      const cursor = z.string().parse(page.value?.['next_cursor'])
      await during({ JHE_STUDY: `${studies.pressure},${studies.missing}` }, async (host) => {
        const next = await host.call('list_studies', { limit: 1, cursor })
        expect(next.value).toMatchObject({ total: 1, studies: [], next_cursor: null })
      })
    } finally {
      await wide.close()
    }
  })

  it('keeps to the budget of the list of tools, and costs less than without', async () => {
    const size = async (env: Readonly<Record<string, string>>) => {
      let found = 0
      await during(env, async (host) => {
        // hosts keep `_meta` from the model
        const withoutMeta = (key: string, value: unknown) => (key === '_meta' ? undefined : value)
        found = JSON.stringify(await host.listTools(), withoutMeta).length
      })
      return found
    }
    const all = await size({})
    expect(all).toBeLessThanOrEqual(10_000)
    const fixed = { ...oneStudy, JHE_PATIENT: String(patients.ana) }
    expect(await size(oneStudy)).toBeLessThanOrEqual(all - 200)
    expect(await size(fixed)).toBeLessThanOrEqual(all - 400)
    const every = { JHE_TOOLS: 'all' }
    const allSets = await size(every)
    expect(allSets).toBeLessThanOrEqual(16_000)
    expect(await size({ ...every, ...fixed })).toBeLessThanOrEqual(allSets - 450)
  })

  it('A40: by the scope of a type of clinical records: its tools, and nothing of another type', async () => {
    const env = { JHE_TOOLS: 'all', JHE_SCOPE: 'user/Condition.rs', JHE_CONSENT: 'off' }
    await during(env, async (host) => {
      expect(await namesOf(host)).toEqual([
        ...['describe_schema', 'get_server_status'],
        ...['get_clinical_records', 'count_clinical_records'],
      ])
      const ofAna = { patient_id: patients.ana }
      const shown = await host.call('get_clinical_records', ofAna)
      expect(shown.value).toMatchObject({
        records: [{ type: 'Condition' }, { type: 'Condition' }],
      })
      expect(shown.value?.['notice']).toContain('some data types')
      const counted = await host.call('count_clinical_records', ofAna)
      expect(counted.value).toMatchObject({ types: [{ type: 'Condition', records: 2 }] })
      const other = await host.call('get_clinical_records', { ...ofAna, type: 'Encounter' })
      expect(other.error?.code).toBe('NOT_VISIBLE')
    })
  })

  it('get_server_status says what narrows, without ids and names', async () => {
    const env = { ...oneStudy, JHE_SCOPE: 'user/*.s user/Observation.r?code=omh:heart-rate:2.0' }
    await during(env, async (host) => {
      const status = await host.call('get_server_status')
      expect(status.value?.['access']).toMatchObject({
        limited_to: ['one study', 'some data types'],
      })
      expect(status.text).not.toContain(String(studies.pressure))
      expect(status.text).not.toContain('heart-rate')
    })
  })

  it.each([
    ['JHE_SCOPE', 'user/Observation.cruds', 'asks to create'],
    ['JHE_SCOPE', 'patient/*.rs', 'no single patient is granted'],
    ['JHE_STUDY', 'all', 'JHE_STUDY must be ids'],
    ['JHE_STUDY', '0', 'JHE_STUDY must be ids'],
    ['JHE_PATIENT', '40001,40002', 'JHE_PATIENT must be one id'],
  ])('A43: %s=%s answers nothing and says why', async (name, value, why) => {
    await during({ [name]: value }, async (host) => {
      for (const tool of ['list_studies', 'get_server_status', 'describe_schema']) {
        const { error, value: told } = await host.call(tool)
        expect(told).toBeUndefined()
        expect(error?.code).toBe('CONFIG_INVALID')
        expect(error?.message).toContain(why)
      }
      expect((await urisOf(host)).filter((uri) => /^jhe:\/\/studies\/./.test(uri))).toEqual([])
    })
  })
})

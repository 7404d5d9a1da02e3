import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { typeNames } from '../../src/tools/server/describe-schema.js'
import { tableMeanings } from '../../src/tools/server/data-dictionary.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { connectHost, eras, type Host } from '../support/clients/mcp-clients.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'
import { studies } from '../support/worlds/jhe/ids.js'
import { people } from '../support/worlds/jhe/people.js'

const listSchema = z.looseObject({ resources: z.array(z.looseObject({ uri: z.string() })) })
const readSchema = z.looseObject({
  contents: z.tuple([
    z.strictObject({ uri: z.string(), mimeType: z.literal('application/json'), text: z.string() }),
  ]),
  ttlMs: z.int().optional(),
  cacheScope: z.string().optional(),
})
const templatesSchema = z.looseObject({
  resourceTemplates: z.array(z.looseObject({ uriTemplate: z.string() })),
})
const documentSchema = z.looseObject({
  tools: z.array(z.looseObject({ name: z.string() })),
  sets_off: z.array(z.string()),
})
const completionSchema = z.looseObject({
  completion: z.looseObject({ values: z.array(z.string()) }),
})
const failureSchema = z.looseObject({ code: z.int(), message: z.string() })

const fixed = [
  'jhe://studies',
  'jhe://status',
  'jhe://documentation',
  'jhe://statistics',
  ...Object.keys(tableMeanings).map((table) => `schema://jupyterhealth/${table}`),
  ...typeNames.map((name) => `omh://schema/${name}`),
].toSorted()

/** The addresses in the order in which they are listed. */
const orderOf = async ({ catalog }: Host) =>
  listSchema.parse(await catalog.listResources()).resources.map(({ uri }) => uri)
const urisOf = async ({ catalog }: Host) =>
  listSchema
    .parse(await catalog.listResources())
    .resources.map(({ uri }) => uri)
    // views have a test of their own
    .filter((uri) => !uri.startsWith('ui://'))
    .toSorted()

const read = async ({ catalog }: Host, uri: string) => {
  const { contents, ...rest } = readSchema.parse(await catalog.readResource({ uri }))
  expect(contents[0].uri).toBe(uri)
  const value: unknown = JSON.parse(contents[0].text)
  return { value, ...rest }
}

const failure = async ({ catalog }: Host, uri: string) => {
  try {
    await catalog.readResource({ uri })
  } catch (thrown) {
    return failureSchema.parse(Object.assign({}, thrown, { message: String(thrown) }))
  }
  throw new Error(`${uri} was read`)
}

describe.each(eras)('resources for a client of %s', (era) => {
  let database: TestDatabase
  let coordinator: SignedIn
  let broken: SignedIn
  let host: Host
  let signedOut: Host
  let withDirectory: Host

  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    coordinator = await signInAs(people.coordinator.userId, database.url)
    broken = await signInAs(people.coordinator.userId, 'postgresql://nobody@127.0.0.1:1/none')
    host = await connectHost(era, { env: coordinator.env })
    signedOut = await connectHost(era)
    withDirectory = await connectHost(era, {
      env: { ...coordinator.env, JHE_TOOLS: 'default,directory' },
    })
  })
  afterAll(async () => {
    await host.close()
    await signedOut.close()
    await withDirectory.close()
    coordinator.remove()
    broken.remove()
    await database.drop()
  })

  it('are the fixed ones for who is signed out, and the own studies besides for who is in', async () => {
    expect(await urisOf(signedOut)).toEqual(fixed)
    const own = [studies.pressure, studies.devices, studies.sugar].map(
      (id) => `jhe://studies/${id}`,
    )
    expect(await urisOf(host)).toEqual([...fixed, ...own].toSorted())
  })

  it('are listed without an error when the database is down', async () => {
    const down = await connectHost(era, { env: broken.env })
    expect(await urisOf(down)).toEqual(fixed)
    await down.close()
  })

  it('have no template that leads to rows of patients', async () => {
    const { resourceTemplates } = templatesSchema.parse(
      await signedOut.catalog.listResourceTemplates(),
    )
    const uris = resourceTemplates.map(({ uriTemplate }) => uriTemplate)
    expect(uris.filter((uri) => !uri.startsWith('ui://'))).toEqual([
      'jhe://studies/{study_id}',
      'schema://jupyterhealth/{table}',
      'omh://schema/{name}',
    ])
  })

  it('of studies are what the tools answer, and nobody else’s to keep', async () => {
    const list = await read(host, 'jhe://studies')
    expect(list.value).toEqual((await host.call('list_studies', { limit: 1000 })).value)
    const one = await read(host, `jhe://studies/${studies.pressure}`)
    const asked = await host.call('get_study_metadata', { study_id: studies.pressure })
    expect(one.value).toEqual(asked.value)
    const hint = era === '2025' ? undefined : { ttlMs: 0, cacheScope: 'private' }
    for (const { ttlMs, cacheScope } of [list, one]) {
      expect(ttlMs === undefined ? undefined : { ttlMs, cacheScope }).toEqual(hint)
    }
  })

  it('of schemas are read by anyone and may be kept by anyone', async () => {
    const table = await read(signedOut, 'schema://jupyterhealth/core_study')
    expect(table.value).toMatchObject({ entries: [{ name: 'core_study', kind: 'table' }] })
    const type = await read(signedOut, 'omh://schema/heart-rate')
    expect(type.value).toMatchObject({ entries: [{ code: 'omh:heart-rate:2.0' }] })
    expect(type.cacheScope).toBe(era === '2025' ? undefined : 'public')
  })

  it('of the server are what get_server_status answers', async () => {
    const status = await read(host, 'jhe://status')
    const { value } = await host.call('get_server_status')
    expect(status.value).toEqual(value)
    expect((await read(signedOut, 'jhe://status')).value).toMatchObject({ signed_in: false })
    expect(status.cacheScope).toBe(era === '2025' ? undefined : 'private')
  })

  it('say without a sign-in what can be asked in this session, and nobody else’s to keep', async () => {
    const { value, cacheScope } = await read(signedOut, 'jhe://documentation')
    const { tools, ...rest } = documentSchema.parse(value)
    expect(tools.map(({ name }) => name)).toEqual(
      (await signedOut.listTools()).map(
        (tool) => z.looseObject({ name: z.string() }).parse(tool).name,
      ),
    )
    expect(tools.find(({ name }) => name === 'list_studies')).toMatchObject({
      ...{ set: 'default', arguments: ['limit', 'cursor'], scope: 'user/Group.s' },
    })
    expect(rest.sets_off).toContain('directory')
    expect(JSON.stringify(rest['scopes'])).toContain('Observation.rs?code=')
    expect(JSON.stringify(rest['rules'])).toContain('NOT_VISIBLE')
    expect(cacheScope).toBe(era === '2025' ? undefined : 'private')
  })

  it('of statistics count what may be read', async () => {
    const { value, cacheScope } = await read(host, 'jhe://statistics')
    expect(value).toMatchObject({ study_count: 3, patient_count: 5 })
    expect(JSON.stringify(value)).not.toMatch(/4000\d/)
    expect(cacheScope).toBe(era === '2025' ? undefined : 'private')
  })

  it('of organizations come and go with the toolset directory', async () => {
    const own = ['jhe://organizations', 'jhe://organizations/20001', 'jhe://organizations/20002']
    const uris = await urisOf(withDirectory)
    expect(uris.filter((uri) => uri.startsWith('jhe://organizations'))).toEqual(own)
    expect(await orderOf(withDirectory)).toEqual(await orderOf(withDirectory))
    const all = await read(withDirectory, 'jhe://organizations')
    expect(all.value).toEqual((await withDirectory.call('list_organizations')).value)
    const one = await read(withDirectory, 'jhe://organizations/20001')
    const args = { organization_id: 20_001 }
    expect(one.value).toEqual((await withDirectory.call('list_organizations', args)).value)
    const ref = { type: 'ref/resource', uri: 'jhe://organizations/{id}' } as const
    const offered = async (value: string) =>
      completionSchema.parse(
        await withDirectory.catalog.complete({ ref, argument: { name: 'id', value } }),
      ).completion.values
    expect(await offered('')).toEqual(['20001', '20002'])
    expect(await offered('3')).toEqual([])
    for (const id of ['20010', '29999', '0', '01', '-1', '20001%20', 'x']) {
      const uri = `jhe://organizations/${id}`
      expect(await failure(withDirectory, uri)).toMatchObject({ code: -32602 })
    }
    for (const uri of own) expect(await failure(host, uri)).toMatchObject({ code: -32602 })
  })

  it('that are foreign and that do not exist are the same: not found', async () => {
    const uris = [
      `jhe://studies/${studies.clocks}`,
      `jhe://studies/${studies.missing}`,
      'jhe://studies/0',
      'jhe://studies/2026-02-30',
      'jhe://studies/275761',
      'jhe://studies/30001%20or%201=1',
      'jhe://studies/%E0%A4%A',
      'jhe://patients/40001',
      'schema://jupyterhealth/core_jhesetting',
      'schema://jupyterhealth/heart-rate',
      'omh://schema/core_patient',
      'omh://schema/__proto__',
    ]
    for (const uri of uris) {
      const { code, message } = await failure(host, uri)
      expect({ uri, code }).toEqual({ uri, code: -32602 })
      expect(message).not.toMatch(/at .*\.js|select|NOT_VISIBLE/)
    }
  })

  it('of studies tell who is signed out what to do, in our words', async () => {
    const out = await connectHost(era, {
      env: { ...coordinator.env, HOME: '/nonexistent', JHE_TOKEN_DIR: '/nonexistent' },
    })
    const { code, message } = await failure(out, 'jhe://studies')
    expect(code).toBe(-32603)
    expect(message).toContain('SIGN_IN_REQUIRED')
    await out.close()
  })

  it('of studies say that the database is down, and no more', async () => {
    const down = await connectHost(era, { env: broken.env })
    const { code, message } = await failure(down, `jhe://studies/${studies.pressure}`)
    expect(code).toBe(-32603)
    expect(message).toContain('DATABASE_UNAVAILABLE')
    expect(message).not.toContain('nobody')
    await down.close()
  })
})

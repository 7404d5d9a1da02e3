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
const failureSchema = z.looseObject({ code: z.int(), message: z.string() })

const fixed = [
  'jhe://studies',
  ...Object.keys(tableMeanings).map((table) => `schema://jupyterhealth/${table}`),
  ...typeNames.map((name) => `omh://schema/${name}`),
].toSorted()

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

  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    coordinator = await signInAs(people.coordinator.userId, database.url)
    broken = await signInAs(people.coordinator.userId, 'postgresql://nobody@127.0.0.1:1/none')
    host = await connectHost(era, { env: coordinator.env })
    signedOut = await connectHost(era)
  })
  afterAll(async () => {
    await host.close()
    await signedOut.close()
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

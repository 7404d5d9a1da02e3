import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { tools } from '../../src/tools/registry.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { connectHost, eras, type Host } from '../support/clients/mcp-clients.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'
import { people } from '../support/worlds/jhe/people.js'
import { formCalls } from '../tools/registry.js'

const calls = formCalls.map(({ tool, args }) => [tool, args] as const)

const listed = z.array(z.looseObject({ name: z.string(), outputSchema: z.looseObject({}) }))

describe.each(eras)('answers to a client of %s that has listed the tools', (era) => {
  let database: TestDatabase
  let signedIn: SignedIn
  let host: Host
  let schemas: ReadonlyMap<string, object>
  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    signedIn = await signInAs(people.coordinator.userId, database.url)
    host = await connectHost(era, { env: { ...signedIn.env, JHE_TOOLS: 'all' } })
    const found = listed.parse(await host.listTools())
    schemas = new Map(found.map(({ name, outputSchema }) => [name, outputSchema]))
  })
  afterAll(async () => {
    await host.close()
    signedIn.remove()
    await database.drop()
  })

  it('are asked for of every tool', () => {
    const asked = new Set(calls.map(([tool]) => tool))
    expect(tools.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([])
  })

  it.each(calls)('are what %s %j is advertised to answer', async (tool, args) => {
    // the clients check it themselves and would throw
    const { isError, value } = await host.call(tool, args)
    expect(isError).toBe(false)
    const validate = new Ajv2020({ strict: true, allowUnionTypes: false }).compile(
      schemas.get(tool) ?? false,
    )
    validate(value)
    expect(validate.errors ?? []).toEqual([])
    expect(validate({ ...value, planted: 1 })).toBe(false)
  })
})

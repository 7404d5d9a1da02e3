import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createRlsWorld, type RlsWorld } from '../../support/worlds/rls-world.js'
import { connectTo, createToolCaller, type ToolCaller } from '../../support/clients/tool-caller.js'
import { people } from '../../support/worlds/jhe/people.js'
import { expectedOf, personNames } from '../../support/tools/permission-row.js'
import { permissionRows, shown } from '../../tools/registry.js'

const roomy = { maxBytes: 20_000_000 }
// the status tells of the role itself
const asked = permissionRows.filter(({ tool }) => tool !== 'get_server_status')

describe.each(['0011', '0045'] as const)('row-level security on core.%s', (version) => {
  let world: RlsWorld
  let free: ToolCaller
  const callers = new Map<string, ToolCaller>()

  beforeAll(async () => {
    world = await createRlsWorld(`jhe_${version}`)
    free = createToolCaller(connectTo(world.database.url))
    for (const name of personNames) {
      const url = await world.addressOf(people[name].userId)
      callers.set(name, createToolCaller(connectTo(url)))
    }
  })
  afterAll(async () => {
    await Promise.all(
      [free, ...callers.values()].map(async (caller) => {
        await caller.close()
      }),
    )
    await world.close()
  })

  it.each(
    asked.map((question) => [question.tool, JSON.stringify(question.args), question] as const),
  )(
    'T-D13: %s %s answers each person in their own role as without it',
    async (tool, args, question) => {
      const seen: Record<string, string> = {}
      for (const name of personNames) {
        const { userId } = people[name]
        const outcome = await callers.get(name)?.call(userId, tool, question.args, roomy)
        expect(outcome, `${name} ${args}`).toEqual(
          await free.call(userId, tool, question.args, roomy),
        )
        if (outcome !== undefined) seen[name] = shown(tool, outcome)
      }
      expect(seen).toEqual(expectedOf(question, version))
    },
  )

  it('answers as without it when consent is off, too', async () => {
    for (const { tool, args } of asked) {
      for (const name of ['coordinator', 'member', 'ben', 'analyst'] as const) {
        const { userId } = people[name]
        const settings = { ...roomy, consent: 'off' } as const
        const outcome = await callers.get(name)?.call(userId, tool, args, settings)
        expect(outcome).toEqual(await free.call(userId, tool, args, settings))
      }
    }
  })

  it('T-D13: refuses everybody in the role of somebody else, for every question', async () => {
    const caller = callers.get('member')
    const askers = ['coordinator', 'analyst', 'ana', 'stranger'] as const
    for (const { tool, args } of asked.filter((one) => one.tool !== 'describe_schema')) {
      for (const name of askers) {
        const outcome = await caller?.call(people[name].userId, tool, args)
        expect(outcome, `${tool} as ${name}`).toMatchObject({ code: 'DATABASE_DENIED' })
      }
    }
  })
})

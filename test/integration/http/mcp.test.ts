import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { tools } from '../../../src/tools/registry.js'
import { connectHttpHost } from '../../support/clients/http-clients.js'
import { eras, type Host } from '../../support/clients/mcp-clients.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { people } from '../../support/worlds/jhe/people.js'
import {
  openServedWorld,
  tokenOf,
  type ServedOptions,
  type ServedWorld,
} from '../../support/worlds/served-world.js'

let database: TestDatabase
let world: ServedWorld
const hosts: Host[] = []
const { coordinator, member, loner } = people

beforeAll(async () => {
  database = await createDatabase('jhe_0045')
})
afterAll(async () => {
  await database.drop()
})
const open = async (options: ServedOptions = {}): Promise<ServedWorld> => {
  world = await openServedWorld({ databaseUrl: database.url, ...options })
  return world
}
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close()
  await world.close()
})

const studies = z.object({ studies: z.array(z.looseObject({ id: z.int() })) })
const idsIn = (value: unknown): readonly number[] =>
  studies.parse(value).studies.map(({ id }) => id)

describe('hosts of both eras on both paths', () => {
  const connect = async (era: (typeof eras)[number], path: string, subject: number) => {
    const host = await connectHttpHost(era, `${world.url}${path}`, tokenOf(subject))
    hosts.push(host)
    return host
  }

  it.each(eras.flatMap((era) => [`/mcp`, `/sse`].map((path) => [era, path] as const)))(
    '%s on %s: tools, an answer of one’s own, and the way it came in the audit trail',
    async (era, path) => {
      await open()
      const host = await connect(era, path, member.userId)
      expect(await host.listTools()).toHaveLength(tools.length)
      expect(host.instructions).toContain('JupyterHealth Exchange')
      const { value, isError } = await host.call('list_studies')
      expect([isError, idsIn(value)]).toEqual([false, [30001, 30002]])
      expect(world.lines).toMatchObject([{ name: 'list_studies', subject: member.userId }])
    },
  )

  it.each(eras)('%s: two hosts of two people at once', async (era) => {
    await open()
    const all = await Promise.all(
      [coordinator, member, loner].map(async ({ userId }) => {
        const host = await connect(era, '/mcp', userId)
        return idsIn((await host.call('list_studies')).value)
      }),
    )
    expect(all).toEqual([[30001, 30002, 30003], [30001, 30002], []])
  })

  it.each(eras)('%s: F48: nothing is added to what a model reads', async (era) => {
    await open()
    const old = await connect(era, '/sse', member.userId)
    const recent = await connect(era, '/mcp', member.userId)
    expect((await old.call('list_studies')).text).toBe((await recent.call('list_studies')).text)
    expect(old.instructions).toBe(recent.instructions)
  })
})

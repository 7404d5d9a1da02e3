import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { connectHttpHost } from '../../support/clients/http-clients.js'
import { connectHost, eras, type Host } from '../../support/clients/mcp-clients.js'
import { untilNow } from '../../support/clients/until-now.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { people } from '../../support/worlds/jhe/people.js'
import { openServedWorld, tokenOf, type ServedWorld } from '../../support/worlds/served-world.js'
import { signInAs, type SignedIn } from '../../support/worlds/signed-in.js'
import { formCalls } from '../../tools/registry.js'

const subject = people.coordinator.userId
/** It tells how this server and this session are, which differ. */
const ofTheServer = ['get_server_status']

let database: TestDatabase
let world: ServedWorld
let signedIn: SignedIn
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  world = await openServedWorld({ databaseUrl: database.url })
  signedIn = await signInAs(subject, database.url)
})
afterAll(async () => {
  signedIn.remove()
  await world.close()
  await database.drop()
})

/** What names the pages of views, which the build makes: the server of this process is not built. */
const viewKeys: readonly string[] = ['ui', 'ui/resourceUri']
const ofView = z.union([
  z.looseObject({ uri: z.string().startsWith('ui://') }),
  z.looseObject({ uriTemplate: z.string().startsWith('ui://') }),
])

const withoutViewKeys = (meta: object): object | undefined => {
  const rest = Object.entries(meta).filter(([key]) => !viewKeys.includes(key))
  return rest.length === 0 ? undefined : Object.fromEntries(rest)
}

/** For `JSON.stringify`: leaves out the views, and nothing else. */
const withoutViews = (key: string, value: unknown): unknown => {
  if (Array.isArray(value)) return value.filter((each) => !ofView.safeParse(each).success)
  const isMeta = key === '_meta' && typeof value === 'object' && value !== null
  return isMeta ? withoutViewKeys(value) : value
}

describe.each(eras)('a host of %s gets the same over HTTP as on stdio', (era) => {
  let local: Host
  let served: Host
  beforeAll(async () => {
    local = await connectHost(era, { env: { ...signedIn.env, JHE_TOOLS: 'all' } })
    served = await connectHttpHost(era, `${world.url}/mcp`, tokenOf(subject))
  })
  afterAll(async () => {
    await local.close()
    await served.close()
  })

  it('the instructions, the tools, the resources and the prompts', async () => {
    const all = async (host: Host): Promise<string> =>
      JSON.stringify(
        [
          host.instructions,
          await host.listTools(),
          await host.catalog.listResources(),
          await host.catalog.listResourceTemplates(),
          await host.catalog.listPrompts(),
          await host.catalog.readResource({ uri: 'jhe://studies' }),
        ],
        withoutViews,
      ).replaceAll(/"(?:version|io\.modelcontextprotocol\/serverInfo)":[^,}]*/g, '')
    expect(await all(served)).toBe(await all(local))
  })

  it('every tool in every form, answers and errors', async () => {
    const calls = [
      ...formCalls.filter(({ tool }) => !ofTheServer.includes(tool)),
      { tool: 'get_study_metadata', args: { study_id: 39_999 } },
      { tool: 'list_studies', args: { limit: 'many' } },
    ]
    for (const { tool, args } of calls) {
      const [here, there] = [await local.call(tool, args), await served.call(tool, args)]
      const [onStdio, overHttp] = [here, there].map((answer) => untilNow(JSON.stringify(answer)))
      expect({ tool, args, answer: overHttp }).toEqual({ tool, args, answer: onStdio })
    }
    expect(calls.length).toBeGreaterThan(10)
  })
})

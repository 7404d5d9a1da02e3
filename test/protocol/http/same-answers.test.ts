import { afterAll, beforeAll, describe, expect, it } from 'vitest'

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

const hasView = (value: unknown): boolean => /^\{"[^}]*"ui:\/\//.test(JSON.stringify(value))

/** The pages of views are made by the build, and the server of this process is not built. */
const withoutViews = (key: string, value: unknown): unknown => {
  if (key === '_meta') return undefined
  if (key !== 'resources' && key !== 'resourceTemplates') return value
  return Array.isArray(value) ? value.filter((each) => !hasView(each)) : value
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

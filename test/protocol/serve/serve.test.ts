import { Client as ModernClient, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { openServedWorld, type ServedWorld } from '../../support/serve/served-world.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { people } from '../../support/worlds/jhe/people.js'

let database: TestDatabase
let world: ServedWorld
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  world = await openServedWorld({ databaseUrl: database.url })
})
afterAll(async () => {
  await world.close()
  await database.drop()
})

describe('jhe-mcp serve', () => {
  it('answers a person who signed in at JHE in their browser', async () => {
    const replica = await world.start()
    const { access } = await signInServed(world, people.coordinator.userId)
    const client = new ModernClient({ name: 'test', version: '1' })
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${world.publicUrl}/mcp`), {
        requestInit: { headers: { authorization: `Bearer ${access}` } },
      }),
    )
    const result = await client.callTool({ name: 'list_studies', arguments: {} })
    expect(result.isError).not.toBe(true)
    await client.close()
    replica.child.kill('SIGTERM')
    expect(await replica.exit).toBe(0)
  })
})

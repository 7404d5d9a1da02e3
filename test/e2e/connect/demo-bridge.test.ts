import { describe, expect } from 'vitest'

import { demoPerson } from '../../../src/demo/people.js'
import { eras } from '../../support/clients/mcp-clients.js'
import { it } from '../../support/connect/host/demo-hosts.js'

const { userId: coordinator } = demoPerson('coordinator')

/** Answers that need the world wait until it is made. */
const slow = { timeout: 240_000 }

describe.each(eras)('a host of %s at the demo', slow, (era) => {
  it('is shown our own tools before anybody signs in, and no tab', async ({ demo, connect }) => {
    const host = await connect(era)
    expect(host.instructions).toContain('list_studies')
    expect(await host.listTools()).toHaveLength(10)
    expect(demo.tabs()).toEqual([])
  })

  it('opens the browser with the first question, which is then answered, and no other', async ({
    demo,
    connect,
  }) => {
    const host = await connect(era)
    const question = host.call('list_studies')
    await expect.poll(() => demo.tabs(), { timeout: 20_000 }).toHaveLength(1)
    await demo.signIn(String(demo.tabs()[0]), coordinator)
    const { isError, value } = await question
    expect(isError).toBe(false)
    expect(value).toHaveProperty('studies')
    await host.close()
    const { value: later } = await (await connect(era)).call('get_study_count')
    expect(later).toHaveProperty('count')
    expect(demo.tabs()).toHaveLength(1)
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { demoPerson } from '../../../src/demo/people.js'
import { connectHost, eras, type Era, type Host } from '../../support/clients/mcp-clients.js'
import { openDemoBridge, type DemoBridge } from '../../support/connect/host/demo-bridge.js'

const { userId: coordinator } = demoPerson('coordinator')

/** Answers that need the world wait until it is made. */
const slow = { timeout: 120_000 }

describe.each(eras)('a host of %s at the demo', slow, (era: Era) => {
  let demo: DemoBridge
  let host: Host | undefined
  beforeAll(async () => {
    demo = await openDemoBridge()
  }, 60_000)
  afterEach(async () => {
    await host?.close()
    host = undefined
  })
  afterAll(async () => {
    await demo.close()
  })
  const connect = async (): Promise<Host> => {
    host = await connectHost(era, { args: ['connect', demo.url], env: demo.env })
    return host
  }

  it('is shown our own tools before anybody signs in, and no tab', async () => {
    const connected = await connect()
    expect(connected.instructions).toContain('list_studies')
    expect(await connected.listTools()).toHaveLength(10)
    expect(demo.tabs()).toEqual([])
  })

  it('opens the browser with the first question, which is then answered, and no other', async () => {
    const connected = await connect()
    const question = connected.call('list_studies')
    await expect.poll(() => demo.tabs(), { timeout: 20_000 }).toHaveLength(1)
    await demo.signIn(String(demo.tabs()[0]), coordinator)
    const { isError, value } = await question
    expect(isError).toBe(false)
    expect(value).toHaveProperty('studies')
    await connected.close()
    const { value: later } = await (await connect()).call('get_study_count')
    expect(later).toHaveProperty('count')
    expect(demo.tabs()).toHaveLength(1)
  })
})

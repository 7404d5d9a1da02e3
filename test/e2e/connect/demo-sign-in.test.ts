import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { demoPerson } from '../../../src/demo/people.js'
import {
  connectHost,
  eras,
  type Elicitation,
  type Era,
  type Host,
} from '../../support/clients/mcp-clients.js'
import { openDemoBridge, type DemoBridge } from '../../support/connect/host/demo-bridge.js'

const { userId: coordinator } = demoPerson('coordinator')
const shownSchema = z.looseObject({ mode: z.literal('url'), url: z.url(), message: z.string() })

/** A question that needs a sign-in, and no world. */
const asked = { name: 'heart-rate' }
const slow = { timeout: 120_000 }

describe.each(eras)('a host of %s that shows addresses itself', slow, (era: Era) => {
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
  const connect = async (answer: Elicitation['answer']): Promise<Host> => {
    const elicitation = { modes: { url: {} }, answer }
    host = await connectHost(era, { args: ['connect', demo.url], env: demo.env, elicitation })
    return host
  }

  it('is asked to, and says so when the person declines', async () => {
    const shown: unknown[] = []
    const connected = await connect((params) => {
      shown.push(params)
      return Promise.resolve('decline')
    })
    const { isError, error } = await connected.call('describe_schema', asked)
    expect(isError).toBe(true)
    expect(error?.code).toBe('SIGN_IN_DENIED')
    expect(shownSchema.parse(shown[0]).message).toContain(demo.origin)
    expect(demo.tabs()).toEqual([])
  })

  it('gets its answer after the person has signed in there, and no tab is opened', async () => {
    const connected = await connect(async (params) => {
      await demo.signIn(shownSchema.parse(params).url, coordinator)
      return 'accept'
    })
    const { error, value } = await connected.call('describe_schema', asked)
    expect(error).toBeUndefined()
    expect(value).toHaveProperty('entries')
    expect(demo.tabs()).toEqual([])
  })
})

describe('F50: five bridges at once', slow, () => {
  let demo: DemoBridge
  beforeAll(async () => {
    demo = await openDemoBridge()
  }, 60_000)
  afterAll(async () => {
    await demo.close()
  })

  it('open one tab, and all answer, each call in the trail as one of our own', async () => {
    const hosts = await Promise.all(
      [eras[0], eras[1], eras[0], eras[1], eras[0]].map(
        async (era = '2025') =>
          await connectHost(era, { args: ['connect', demo.url], env: demo.env }),
      ),
    )
    const calls = hosts.map(async (host) => await host.call('describe_schema', asked))
    await expect.poll(() => demo.tabs().length, { timeout: 25_000 }).toBeGreaterThan(0)
    await demo.signIn(String(demo.tabs()[0]), coordinator)
    for (const { error, value } of await Promise.all(calls)) {
      expect(error).toBeUndefined()
      expect(value).toHaveProperty('entries')
    }
    expect(demo.tabs()).toHaveLength(1)
    for (const host of hosts) await host.close()
    const recorded = demo.trail().filter((line) => JSON.stringify(line).includes('"event":"tool"'))
    expect(recorded).toHaveLength(5)
    for (const line of recorded)
      expect(line).toMatchObject({ name: 'describe_schema', code: 'OK', issuer: demo.origin })
  })
})

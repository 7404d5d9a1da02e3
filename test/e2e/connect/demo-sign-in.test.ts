import { describe, expect } from 'vitest'
import { z } from 'zod'

import { demoPerson } from '../../../src/demo/people.js'
import { eras, type ElicitationAnswer } from '../../support/clients/mcp-clients.js'
import { it } from '../../support/connect/host/demo-hosts.js'

const { userId: coordinator } = demoPerson('coordinator')
const shownSchema = z.looseObject({ mode: z.literal('url'), url: z.url(), message: z.string() })

/** A question that needs a sign-in, and no world. */
const asked = { name: 'heart-rate' }
const slow = { timeout: 240_000 }

/** A host that shows addresses itself, whose person answers so. */
const showing = (answer: (params: unknown) => Promise<ElicitationAnswer>) => ({
  modes: { url: {} },
  answer,
})

describe.each(eras)('a host of %s that shows addresses itself', slow, (era) => {
  it('is asked to, and says so when the person declines', async ({ demo, connect }) => {
    const shown: unknown[] = []
    const declining = showing((params) => {
      shown.push(params)
      return Promise.resolve('decline')
    })
    const connected = await connect(era, declining)
    const { isError, error } = await connected.call('describe_schema', asked)
    expect(isError).toBe(true)
    expect(error?.code).toBe('SIGN_IN_DENIED')
    expect(shownSchema.parse(shown[0]).message).toContain(demo.origin)
    expect(demo.tabs()).toEqual([])
  })

  it('gets its answer after the person has signed in there, and no tab is opened', async ({
    demo,
    connect,
  }) => {
    const signingIn = showing(async (params) => {
      await demo.signIn(shownSchema.parse(params).url, coordinator)
      return 'accept'
    })
    const connected = await connect(era, signingIn)
    const { error, value } = await connected.call('describe_schema', asked)
    expect(error).toBeUndefined()
    expect(value).toHaveProperty('entries')
    expect(demo.tabs()).toEqual([])
  })
})

describe('F50: five bridges at once', slow, () => {
  it('open one tab, and all answer, each call in the trail as one of our own', async ({
    demo,
    connect,
  }) => {
    const hosts = await Promise.all(
      [eras[0], eras[1], eras[0], eras[1], eras[0]].map(async (era = '2025') => await connect(era)),
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

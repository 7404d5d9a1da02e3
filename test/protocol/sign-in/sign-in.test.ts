import { createServer } from 'node:net'

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { expectCleanFolder } from '../../support/clean-folder.js'
import { holdPort, isFree } from '../../support/loopback.js'
import {
  type CallResult,
  connectHost,
  type Elicitation,
  eras,
  type Host,
} from '../../support/clients/mcp-clients.js'
import { openServerWorld, type ServerWorld } from '../../support/worlds/server-world.js'
import { startBin } from '../../support/processes/spawn-bin.js'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
})
afterAll(async () => {
  await database.drop()
})

const question = 'get_study_count'
const countSchema = z.object({ count: z.int().positive() })
const addressIn = /http:\/\/\S+\/authorize\/\S+/

const failureOf = ({ error }: CallResult) => {
  if (error === undefined) throw new Error('the call did not fail')
  return error
}

const isAnswer = ({ value }: CallResult): boolean => countSchema.safeParse(value).success

describe.each(eras)('a server without a session, for a client of %s', (era) => {
  let world: ServerWorld | undefined
  const hosts: Host[] = []
  afterEach(async () => {
    await Promise.all(
      hosts.splice(0).map(async (host) => {
        await host.close()
      }),
    )
    await world?.close()
    world = undefined
  })

  const open = async (env: Readonly<Record<string, string>> = {}): Promise<ServerWorld> => {
    world = await openServerWorld(database.url, env)
    return world
  }

  const connect = async ({ env }: ServerWorld, elicitation?: Elicitation): Promise<Host> => {
    const host = await connectHost(era, { env, ...(elicitation && { elicitation }) })
    hosts.push(host)
    return host
  }

  it('with JHE_LOGIN=manual says at once to run `jhe-mcp login`, and touches nothing', async () => {
    const opened = await open({ JHE_LOGIN: 'manual' })
    const host = await connect(opened)
    const { code, hint } = failureOf(await host.call(question))
    expect(code).toBe('SIGN_IN_REQUIRED')
    expect(hint).toContain('`node bin/jhe-mcp.js login`')
    expect(await opened.browser.tabs()).toEqual([])
    expect(opened.issuer.requests).toEqual([])
    expect(await isFree(opened.port)).toBe(true)
  })

  it('T-P1, T-B3: 20 questions at once open one tab, tell of the waiting, and are all answered', async () => {
    const opened = await open()
    const { browser, finish, run } = opened
    const host = await connect(opened)
    let tell: (message: string) => void = () => undefined
    const waiting = new Promise<string>((resolve) => {
      tell = resolve
    })
    const asked = Array.from(
      { length: 20 },
      async () =>
        await host.call(question, {}, ({ message = '' }) => {
          tell(message)
        }),
    )
    expect(await waiting).toBe('Waiting for the sign-in in the browser')
    const tab = await browser.tab(1)
    expect(tab).toMatch(addressIn)
    expect((await finish(tab)).status).toBe(200)
    expect((await Promise.all(asked)).every(isAnswer)).toBe(true)
    expect(await browser.tabs()).toHaveLength(1)

    expect((await run('logout')).code).toBe(0)
    const { code, hint } = failureOf(await host.call(question))
    expect(code).toBe('SIGN_IN_REQUIRED')
    const [address = ''] = addressIn.exec(hint) ?? []
    expect(address).not.toBe(tab)
    expect(await browser.tabs()).toHaveLength(1)
    expect((await finish(address)).status).toBe(200)
    expect(isAnswer(await host.call(question))).toBe(true)
  })

  it('T-B4: answers with the address where no browser can be opened, and goes on once signed in', async () => {
    const opened = await open({ BROWSER: '/nonexistent/browser' })
    const host = await connect(opened)
    const { code, hint } = failureOf(await host.call(question))
    expect(code).toBe('SIGN_IN_REQUIRED')
    expect(hint).toContain('finish signing in, then ask again')
    await opened.finish(addressIn.exec(hint)?.[0] ?? '')
    expect(isAnswer(await host.call(question))).toBe(true)
  })

  it('asks a client that can show an address, and answers once the person has finished', async () => {
    const opened = await open()
    const shown: unknown[] = []
    const finishing: Promise<unknown>[] = []
    const shownSchema = z.looseObject({ mode: z.literal('url'), url: z.string() })
    const host = await connect(opened, {
      modes: { url: {} },
      answer: async (params) => {
        shown.push(params)
        finishing.push(opened.finish(shownSchema.parse(params).url))
        return await Promise.resolve('accept')
      },
    })
    expect(isAnswer(await host.call(question))).toBe(true)
    await Promise.all(finishing)
    expect(shown).toHaveLength(1)
    expect(await opened.browser.tabs()).toEqual([])
    expect(isAnswer(await host.call(question))).toBe(true)
    expect(shown).toHaveLength(1)
  })

  it.each(['decline', 'cancel'] as const)(
    'answers SIGN_IN_DENIED to a host or a person that answers the question for it with %s, with another way',
    async (action) => {
      const opened = await open()
      const host = await connect(opened, {
        modes: { url: {} },
        answer: async () => await Promise.resolve(action),
      })
      const { code, hint } = failureOf(await host.call(question))
      expect(code).toBe('SIGN_IN_DENIED')
      expect(hint).toContain(
        'Or run `node bin/jhe-mcp.js login` in a terminal with the same settings.',
      )
      expect(await opened.browser.tabs()).toEqual([])
      const [address = ''] = addressIn.exec(hint) ?? []
      expect((await opened.finish(address)).status).toBe(200)
      expect(isAnswer(await host.call(question))).toBe(true)
      expect(await isFree(opened.port)).toBe(true)
    },
  )

  it('does not ask a client that can only show forms', async () => {
    const opened = await open({ BROWSER: '/nonexistent/browser' })
    let asked = 0
    const host = await connect(opened, {
      modes: {},
      answer: async () => {
        asked += 1
        return await Promise.resolve('accept')
      },
    })
    expect(failureOf(await host.call(question)).code).toBe('SIGN_IN_REQUIRED')
    expect(asked).toBe(0)
  })

  it('answers after `login` elsewhere and no longer after `logout`, without a restart', async () => {
    const opened = await open({ JHE_LOGIN: 'manual' })
    const host = await connect(opened)
    expect(failureOf(await host.call(question)).code).toBe('SIGN_IN_REQUIRED')
    const login = startBin(['login', '--no-browser'], opened.env)
    await opened.finish(await login.said(addressIn))
    expect(await login.exit).toBe(0)
    expect(isAnswer(await host.call(question))).toBe(true)
    await expectCleanFolder(opened.tokenDir)
    const { code, stdout } = await opened.run('logout')
    expect([code, stdout]).toEqual([0, expect.stringContaining('revoked')])
    expect(failureOf(await host.call(question)).code).toBe('SIGN_IN_REQUIRED')
  })

  it('T-P2: names the port that a stranger holds, opens nothing, and goes on when it is free', async () => {
    const opened = await open()
    const stranger = await holdPort(
      createServer((socket) => socket.end()),
      opened.port,
      '127.0.0.1',
    )
    const host = await connect(opened)
    const { code, message, hint } = failureOf(await host.call(question))
    expect(code).toBe('CALLBACK_PORT_BUSY')
    expect(message).toContain(String(opened.port))
    expect(hint).toContain('JHE_REDIRECT_URI')
    expect(await opened.browser.tabs()).toEqual([])
    await stranger.close()
    let finishing: Promise<unknown> | undefined
    const answer = await host.call(question, {}, () => {
      finishing ??= opened.browser.tab(1).then(async (tab) => await opened.finish(tab))
    })
    await finishing
    expect(isAnswer(answer)).toBe(true)
  })
})

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { callMessage, initialize, startRawHost } from '../../support/clients/raw-host.js'
import { differences, everythingAndClose } from '../../support/clients/everything.js'
import { sdkKinds, type SdkKind } from '../../support/clients/sdk-kinds.js'
import { signInBridge, type BridgedPerson } from '../../support/connect/served-bridge.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { openServedWorld, type ServedWorld } from '../../support/serve/served-world.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { people } from '../../support/worlds/jhe/people.js'

const subject = people.coordinator.userId
const eventually = { timeout: 60_000, interval: 50 } as const

let database: TestDatabase
let state: TestDatabase
let world: ServedWorld
let token = ''
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  state = await createDatabase('blank')
  world = await openServedWorld({
    databaseUrl: database.url,
    stateUrl: state.url,
    env: { JHE_RATE: '1000/min' },
  })
  await world.start()
  token = (await signInServed(world, subject)).access
})
afterAll(async () => {
  await world.close()
  await database.drop()
  await state.drop()
})

const { first, legacy, auto, pinned } = sdkKinds

const ways = [
  { path: '/mcp', transport: 'auto' },
  { path: '/sse', transport: 'auto' },
  { path: '/sse', transport: 'sse' },
] as const

describe.each(ways)('a bridge to `jhe-mcp serve` at $path ($transport)', ({ path, transport }) => {
  let person: BridgedPerson
  beforeAll(async () => {
    person = await signInBridge(world, subject, path)
  })
  afterAll(() => {
    person.remove()
  })
  const address = () => `${world.publicUrl}${path}`
  const args = () => ['connect', address(), '--transport', transport]

  const known = new Map<SdkKind, Promise<Readonly<Record<string, string>>>>()
  /** What the same client is told over HTTP without a bridge, asked once. */
  const directly = async (kind: SdkKind): Promise<Readonly<Record<string, string>>> => {
    const asked =
      known.get(kind) ?? kind.http({ url: world.publicUrl, token }, '/mcp').then(everythingAndClose)
    known.set(kind, asked)
    return await asked
  }

  it.each([first, legacy, auto, pinned])(
    '$name gets through it, byte by byte, what it gets over HTTP',
    async (kind) => {
      const bridged = await everythingAndClose(await kind.stdio(person.env, args()))
      expect(differences(bridged, await directly(kind))).toEqual([])
      expect(Object.keys(bridged).length).toBeGreaterThan(20)
    },
  )

  const waiting = async (): Promise<number> => {
    const [row] = await database.sql<{ count: string }>(
      `select count(*) from pg_locks where not granted and relation = 'core_study'::regclass`,
    )
    return Number(row?.count)
  }

  it('passes a cancelled call on, answers the next one, and the cancelled one never', async () => {
    const host = startRawHost({ args: args(), env: person.env })
    host.send(initialize)
    await host.answerTo(0)
    host.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
    await database.sql('begin')
    await database.sql('lock table core_study in access exclusive mode')
    host.send(callMessage(1, 'list_studies'))
    await vi.waitFor(async () => {
      expect(await waiting()).toBe(1)
    }, eventually)
    host.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } })
    await vi.waitFor(async () => {
      expect(await waiting()).toBe(0)
    }, eventually)
    await database.sql('rollback')
    host.send(callMessage(2, 'list_studies'))
    expect((await host.answerTo(2)).result).toHaveProperty('structuredContent.studies')
    expect(await host.end()).toBe(0)
    expect(host.lines.filter((line) => line.includes('"id":1,'))).toEqual([])
  })

  /** What is told of the studies to a host that is started for it, and of that alone. */
  const askOnce = async (): Promise<unknown> => {
    const client = await auto.stdio(person.env, args())
    try {
      return await client.callTool({ name: 'list_studies', arguments: {} })
    } finally {
      await client.close()
    }
  }

  it('needs no second sign-in, whichever host is started', async () => {
    const signIns = world.issuer.grants.length
    for (let host = 0; host < 2; host += 1)
      expect(await askOnce()).toHaveProperty('structuredContent.studies')
    expect(world.issuer.grants).toHaveLength(signIns)
  })

  it('records each call, with whose it is only at the server', async () => {
    const recorded = () =>
      person.trail().filter((line) => JSON.stringify(line).includes('"name":"list_studies"'))
    await askOnce()
    const before = recorded().length
    await askOnce()
    const calls = recorded()
    expect(calls).toHaveLength(before + 1)
    expect(calls.at(-1)).toMatchObject({
      event: 'tool',
      code: 'OK',
      issuer: world.publicUrl,
      subject: null,
    })
  })
})

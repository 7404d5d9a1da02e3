import { afterEach, describe, expect, it } from 'vitest'

import { askHttpServer, legacyMessage, type HttpReply } from '../../support/clients/http-request.js'
import { initialize } from '../../support/clients/raw-host.js'
import { people } from '../../support/worlds/jhe/people.js'
import {
  openServedWorld,
  type ServedOptions,
  type ServedWorld,
} from '../../support/worlds/served-world.js'

let world: ServedWorld
const open = async (options: ServedOptions = {}): Promise<ServedWorld> => {
  world = await openServedWorld(options)
  return world
}
afterEach(async () => {
  await world.close()
})

const subject = people.coordinator.userId

const page = async (
  path: string,
  status: number,
  method = 'GET',
): Promise<{ ask: (headers?: Readonly<Record<string, string>>) => Promise<HttpReply> }> => {
  const { broker, url } = await open()
  broker.pages.set(path, async (_request, response) => {
    response.writeHead(status).end('page')
    await Promise.resolve()
  })
  return { ask: async (headers = {}) => await askHttpServer(`${url}${path}`, { method, headers }) }
}

describe('F20, F21: ceilings by address', () => {
  const often = async (times: number, ask: () => Promise<HttpReply>): Promise<number[]> => {
    const statuses: number[] = []
    for (let at = 0; at < times; at += 1) statuses.push((await ask()).status)
    return statuses
  }

  it('F20: 200 people of one address register and sign in', async () => {
    const { ask } = await page('/register', 201, 'POST')
    expect(new Set(await often(400, ask))).toEqual(new Set([201]))
  })

  it('F20: a flood of one address ends at 600 a minute, with when to come back; others go on', async () => {
    const { ask } = await page('/authorize', 200)
    const from = (address: string) => async () => await ask({ 'X-Forwarded-For': address })
    const statuses = await often(601, from('203.0.113.1'))
    expect(statuses.indexOf(429)).toBe(600)
    const refused = await from('198.51.100.9, 203.0.113.1')()
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await from('203.0.113.2')()).status).toBe(200)
  })

  it('F20: the way back from consent is not counted again', async () => {
    const { broker, url } = await open()
    broker.pages.set('/authorize/uid', async (_request, response) => {
      response.end()
      await Promise.resolve()
    })
    const ask = async () => await askHttpServer(`${url}/authorize/uid`)
    expect(new Set(await often(610, ask))).toEqual(new Set([200]))
  })

  it('F21: refreshes that succeed are never held back, whatever else the address has done', async () => {
    const { broker, url } = await open()
    let status = 400
    broker.pages.set('/token', async (_request, response) => {
      response.writeHead(status).end()
      await Promise.resolve()
    })
    const ask = async () => await askHttpServer(`${url}/token`, { method: 'POST' })
    expect(new Set(await often(610, ask))).toEqual(new Set([400]))
    status = 200
    expect(new Set(await often(610, ask))).toEqual(new Set([200]))
  })

  it('somebody who floods /mcp is told so with 429', async () => {
    const { url } = await open({
      limits: {
        isFlooding: (asking) => asking === people.loner.userId,
        turnOf: () => async (_signal, work) => await work(),
      },
    })
    const of = async (asking: number) =>
      (await askHttpServer(`${url}/mcp`, legacyMessage(asking, initialize))).status
    expect([await of(people.loner.userId), await of(subject)]).toEqual([429, 200])
  })
})

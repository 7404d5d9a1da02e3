import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'

import { timeoutsFor, usualTimeouts } from '../../../src/http/wire/listen.js'
import { askHttpServer, legacyMessage, messagesIn } from '../../support/clients/http-request.js'
import { callMessage } from '../../support/clients/raw-host.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { people } from '../../support/worlds/jhe/people.js'
import { openServedWorld, type ServedWorld } from '../../support/worlds/served-world.js'

const subject = people.member.userId

let database: TestDatabase
let world: ServedWorld
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
})
afterAll(async () => {
  await database.drop()
})
afterEach(async () => {
  await world.close()
})

const dial = async (): Promise<Socket> => {
  const socket = connect(world.server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

const headOf = (headers: Readonly<Record<string, string | number>>): string =>
  `POST /mcp HTTP/1.1\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`

describe('F41: readers that do not keep up', () => {
  const openLoud = async (): Promise<void> => {
    // each answer has half a megabyte
    const notice = 'x'.repeat(500_000)
    world = await openServedWorld({
      databaseUrl: database.url,
      maxBytes: 20_000_000,
      changeApp: (app) => ({ ...app, notice }),
    })
  }
  const batch = (calls: number) => {
    const messages = Array.from({ length: calls }, (_, id) => callMessage(id, 'get_study_count'))
    return legacyMessage(subject, JSON.stringify(messages))
  }

  it('a reader that never reads loses its connection, not the memory of the process', async () => {
    await openLoud()
    const { headers = {}, body = '' } = batch(100)
    const socket = await dial()
    socket.pause()
    socket.write(
      `${headOf({ ...headers, Host: 'localhost', 'Content-Length': body.length })}${body}`,
    )
    await vi.waitFor(
      () => {
        expect(world.log.filter((line) => line.includes('does not read'))).toHaveLength(1)
      },
      { timeout: 30_000 },
    )
    socket.destroy()
  })

  it('a reader that reads gets everything, although it came at once', async () => {
    await openLoud()
    const reply = await askHttpServer(`${world.url}/mcp`, batch(10))
    expect(messagesIn(reply)).toHaveLength(10)
    expect(world.log.join()).not.toContain('does not read')
  })
})

describe('F42: senders that do not keep up', () => {
  const openImpatient = async (): Promise<void> => {
    world = await openServedWorld({
      databaseUrl: database.url,
      timeouts: { ...usualTimeouts, headers: 100, request: 200, check: 20 },
    })
  }

  it('headers that never end', async () => {
    await openImpatient()
    const socket = await dial()
    socket.write('POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('a connection that says nothing', async () => {
    await openImpatient()
    expect(await text(await dial())).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('a body that never ends', async () => {
    await openImpatient()
    const { headers = {} } = legacyMessage(subject, '')
    const socket = await dial()
    socket.write(`${headOf({ ...headers, Host: 'localhost', 'Content-Length': 1000 })}{"jsonrpc"`)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(world.lines).toEqual([])
  })

  it('a flood of headers', async () => {
    await openImpatient()
    const socket = await dial()
    socket.write(headOf({ Host: 'localhost', 'X-Flood': 'x'.repeat(20_000) }))
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('a body of more than 256 KiB that does not say how long it is', async () => {
    world = await openServedWorld()
    const { headers = {} } = legacyMessage(subject, '')
    const socket = await dial()
    socket.write(headOf({ ...headers, Host: 'localhost', 'Transfer-Encoding': 'chunked' }))
    const chunk = 'x'.repeat(65_536)
    for (let at = 0; at < 5; at += 1) socket.write(`10000\r\n${chunk}\r\n`)
    const first: unknown = (await once(socket, 'data'))[0]
    expect(String(first)).toMatch(/^HTTP\/1\.1 413 /)
    socket.destroy()
  })

  it('F8: the usual limits: connections outlive those of balancers, slow requests do not', () => {
    expect(usualTimeouts.keepAlive).toBe(620_000)
    expect(usualTimeouts.request).toBe(30_000)
    expect(usualTimeouts.headers).toBeLessThanOrEqual(usualTimeouts.request)
    expect(timeoutsFor(15_000)).toEqual(usualTimeouts)
  })

  it('a question that may take long is not taken for a peer that is gone', () => {
    expect(timeoutsFor(600_000).silence).toBeGreaterThan(1_200_000)
  })
})

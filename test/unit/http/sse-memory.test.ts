import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { describe, expect, it } from 'vitest'

import { anna, pingOf, useReplicas, eventually } from '../../support/http/fixtures.js'
import { postTo } from '../../support/http/raw-stream.js'

const { start, openStream } = useReplicas()

const isCollector = (value: unknown): value is () => void => typeof value === 'function'

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (!isCollector(collect)) throw new Error('no collector')
  collect()
}

const straight = async <T>(_signal: AbortSignal, work: () => Promise<T>): Promise<T> => await work()

describe('a client that vanishes', () => {
  it('F4: leaves nothing behind, however many there were', { timeout: 180_000 }, async () => {
    // the caller of every server holds a turn of its own
    const made: WeakRef<object>[] = []
    const turnOf = () => {
      const turn: typeof straight = async (signal, work) => await straight(signal, work)
      made.push(new WeakRef(turn))
      return turn
    }
    const { url, broker, sse } = await start({
      limits: { turnOf, isFlooding: () => false },
      streams: { person: 100, process: 100 },
    })
    const authorization = broker.issue(anna)
    const abandon = async (isAsking: boolean): Promise<void> => {
      const stream = await openStream(url, authorization)
      const endpoint = await stream.next('endpoint')
      if (isAsking) {
        await postTo(url, endpoint, { authorization, body: pingOf(1) })
        await stream.next('message')
      }
      stream.destroy()
      await stream.closed
    }
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(
        Array.from({ length: 50 }, async (_, at) => {
          await abandon(at % 5 === 0)
        }),
      )
      await expect.poll(() => sse.open(), eventually).toBe(0)
    }
    expect(made.length).toBe(400)
    const left = (): number => {
      collectGarbage()
      return made.filter((ref) => ref.deref() !== undefined).length
    }
    await expect.poll(left, eventually).toBeLessThanOrEqual(2)
  })

  it('F4: has no server unless it sent a message, and then one', async () => {
    let callers = 0
    const turnOf = () => {
      callers += 1
      return straight
    }
    const { url, broker } = await start({ limits: { turnOf, isFlooding: () => false } })
    const authorization = broker.issue(anna)
    const stream = await openStream(url, authorization)
    const endpoint = await stream.next('endpoint')
    expect(callers).toBe(0)
    const seen: number[] = []
    for (const id of [1, 2, 3]) {
      await postTo(url, endpoint, { authorization, body: pingOf(id) })
      await stream.next('message')
      seen.push(callers)
    }
    // one for each message, and one for the server
    expect(seen).toEqual([2, 3, 4])
  })
})

describe('a reader that does not read', () => {
  it('F41: loses its stream once more than 1 MiB waits for it', async () => {
    const { url, broker, sse } = await start()
    const authorization = broker.issue(anna)
    const stream = await openStream(url, authorization)
    const endpoint = await stream.next('endpoint')
    const list = async (): Promise<number> => {
      const body = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
      return (await postTo(url, endpoint, { authorization, body })).status
    }
    await list()
    const size = (await stream.next('message')).length
    stream.pause()
    let sent = 0
    let status = 202
    while (status === 202 && sent < 50_000_000) {
      const statuses = await Promise.all(Array.from({ length: 20 }, list))
      sent += statuses.length * size
      status = statuses.at(-1) ?? 0
    }
    expect(sent).toBeLessThan(50_000_000)
    expect(status).toBe(404)
    await expect.poll(() => sse.open(), eventually).toBe(0)
  })
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { takeLease, withLease, type LeaseOptions } from '../../../src/files/lease.js'
import { JheError } from '../../../src/errors.js'
import { rejected } from '../../support/caught.js'
import { createTestFolder, testMachine } from '../../support/worlds/stores.js'

const busy = (): JheError => new JheError('ISSUER_UNREACHABLE', 'busy', 'wait')

const leaseAt = (dir: string, change: Partial<LeaseOptions> = {}): LeaseOptions => ({
  path: join(dir, 'a.lease'),
  machine: testMachine,
  now: () => new Date(),
  waitMs: 30_000,
  busy,
  ...change,
})

const holder = (change: object): string =>
  JSON.stringify({
    pid: process.pid,
    hostname: testMachine.hostname,
    nonce: 'of another',
    expires_at: Date.now() + 50_000,
    ...change,
  })

const deadPid = async (): Promise<number> => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'close')
  return child.pid ?? 0
}

describe('the lease', () => {
  it('lets one in at a time and leaves nothing behind', async () => {
    await using folder = await createTestFolder()
    let inside = 0
    let most = 0
    const order: number[] = []
    const work = async (n: number): Promise<void> => {
      await withLease(leaseAt(folder.path), async () => {
        inside += 1
        most = Math.max(most, inside)
        await readdir(folder.path)
        order.push(n)
        inside -= 1
      })
    }
    await Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        await work(n)
      }),
    )
    expect(most).toBe(1)
    expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(await readdir(folder.path)).toEqual([])
  })

  it('is given back when the work fails', async () => {
    await using folder = await createTestFolder()
    const failing = withLease(leaseAt(folder.path), async () => await Promise.reject(busy()))
    expect((await rejected(failing)).message).toBe('busy')
    expect(await readdir(folder.path)).toEqual([])
  })

  it('names its holder with process id and nonce, and nothing secret', async () => {
    await using folder = await createTestFolder()
    const lease = await takeLease(leaseAt(folder.path))
    const text = await readFile(join(folder.path, 'a.lease'), 'utf8')
    expect([...text.matchAll(/"(\w+)":/g)].map(([, name]) => name).toSorted()).toEqual([
      'expires_at',
      'hostname',
      'nonce',
      'pid',
    ])
    await lease.release()
  })

  it('waits for a live holder only so long', async () => {
    await using folder = await createTestFolder()
    await writeFile(join(folder.path, 'a.lease'), holder({}))
    const error = await rejected(takeLease(leaseAt(folder.path, { waitMs: 100 })))
    expect(error.message).toBe('busy')
    expect(await readdir(folder.path)).toEqual(['a.lease'])
  })

  it.each([
    { what: 'T-R3: a dead process', lease: async () => holder({ pid: await deadPid() }) },
    { what: 'an expired holder', lease: () => holder({ expires_at: Date.now() - 1 }) },
    {
      what: 'a holder from before the clock was set back',
      lease: () => holder({ expires_at: Date.now() + 7_200_000 }),
    },
    { what: 'a holder that left no sense behind', lease: () => '' },
  ])('takes over from $what', async ({ lease }) => {
    await using folder = await createTestFolder()
    await writeFile(join(folder.path, 'a.lease'), await lease())
    const taken = await takeLease(leaseAt(folder.path))
    expect(await taken.isHeld()).toBe(true)
    await taken.release()
    expect(await readdir(folder.path)).toEqual([])
  })

  it('does not judge a process on another machine by its number', async () => {
    await using folder = await createTestFolder()
    const foreign = holder({ pid: await deadPid(), hostname: 'another-machine' })
    await writeFile(join(folder.path, 'a.lease'), foreign)
    await rejected(takeLease(leaseAt(folder.path, { waitMs: 100 })))
    expect(await readFile(join(folder.path, 'a.lease'), 'utf8')).toBe(foreign)
  })

  it('lets one in at a time also when many take over from the same dead process', async () => {
    await using folder = await createTestFolder()
    await writeFile(join(folder.path, 'a.lease'), holder({ pid: await deadPid() }))
    let inside = 0
    let most = 0
    const work = async (): Promise<void> => {
      await withLease(leaseAt(folder.path), async () => {
        inside += 1
        most = Math.max(most, inside)
        await readdir(folder.path)
        inside -= 1
      })
    }
    await Promise.all(Array.from({ length: 8 }, work))
    expect(most).toBe(1)
    expect(await readdir(folder.path)).toEqual([])
  })

  it('knows when it was taken away, and does not remove the new holder’s', async () => {
    await using folder = await createTestFolder()
    const lease = await takeLease(leaseAt(folder.path))
    await writeFile(join(folder.path, 'a.lease'), holder({}))
    expect(await lease.isHeld()).toBe(false)
    await lease.release()
    expect(await readdir(folder.path)).toEqual(['a.lease'])
  })
})

import { spawnSync } from 'node:child_process'
import { lookup } from 'node:dns/promises'
import { constants, openSync, closeSync } from 'node:fs'
import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'

import { describe, expect, it } from 'vitest'

import { createDisk, type Disk } from '../../../src/files/disk.js'
import { FileFault } from '../../../src/files/file-fault.js'
import { createTestFolder } from '../../support/worlds/stores.js'

/** An operation that really hangs in the thread pool: nobody writes to the pipe. */
const hangingRead = (folder: string, name: string) => {
  const path = join(folder, name)
  expect(spawnSync('mkfifo', [path]).status).toBe(0)
  return {
    path,
    operation: async () => await open(path, 'r'),
    /** Lets it go. */
    release: () => {
      closeSync(openSync(path, constants.O_RDWR))
    },
  }
}

const faultOf = async (work: Promise<unknown>) => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  return thrown instanceof FileFault ? { kind: thrown.kind, path: thrown.path } : thrown
}

const read = async (disk: Disk, path: string): Promise<string> =>
  await disk.run(path, async () => await readFile(path, 'utf8'))

/** Reads as soon as the disk is known to answer again. */
const untilRead = async (disk: Disk, path: string): Promise<string> =>
  await read(disk, path).catch(async () => {
    await setImmediate()
    return await untilRead(disk, path)
  })

describe.skipIf(process.platform === 'win32')('S12: a file operation that hangs', () => {
  it('is given up after the limit, what follows at once, and all is well when it ends', async () => {
    await using folder = await createTestFolder()
    const file = join(folder.path, 'file')
    await writeFile(file, 'text')
    const disk = createDisk(50)
    const { path, operation, release } = hangingRead(folder.path, 'pipe')
    const late: string[] = []
    const hangs = disk.run(path, operation, async (handle) => {
      late.push('closed')
      await handle.close()
    })
    expect(await faultOf(hangs)).toEqual({ kind: 'silent', path })
    expect(await faultOf(read(disk, file))).toEqual({ kind: 'silent', path: file })
    expect(await read(createDisk(), file)).toBe('text')
    release()
    expect(await untilRead(disk, file)).toBe('text')
    expect(late).toEqual(['closed'])
  })

  it('leaves a thread of the pool to everybody else, however many disks hang', async () => {
    await using folder = await createTestFolder()
    const file = join(folder.path, 'file')
    await writeFile(file, 'text')
    const hung = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => hangingRead(folder.path, name))
    const faults = hung.map(
      async ({ path, operation }) =>
        await faultOf(
          createDisk(50).run(path, operation, async (handle) => {
            await handle.close()
          }),
        ),
    )
    for (const fault of await Promise.all(faults)) expect(fault).toMatchObject({ kind: 'silent' })
    expect(await lookup('localhost')).toHaveProperty('address')
    expect(await readFile(file, 'utf8')).toBe('text')
    for (const { release } of hung) release()
    expect(await untilRead(createDisk(50), file)).toBe('text')
  })

  it('is not given up because the process itself was busy', async () => {
    const disk = createDisk(50)
    // from here on the timer that is due comes first in each round of the loop, and the answer after it
    await setImmediate()
    const reading = disk.run('file', async () => await setImmediate('content'))
    const until = performance.now() + 400
    while (performance.now() < until) Math.sqrt(until)
    expect(await reading).toBe('content')
  })

  it('never begins what was given up before its turn', async () => {
    await using folder = await createTestFolder()
    const { path, operation, release } = hangingRead(folder.path, 'pipe')
    const disk = createDisk(50)
    const begun: string[] = []
    const first = disk.run(path, operation, async (handle) => {
      await handle.close()
    })
    const second = disk.run(path, async () => {
      begun.push('second')
      await Promise.resolve()
    })
    expect(await faultOf(first)).toMatchObject({ kind: 'silent' })
    expect(await faultOf(second)).toMatchObject({ kind: 'silent' })
    release()
    const file = join(folder.path, 'file')
    await writeFile(file, 'text')
    expect(await untilRead(disk, file)).toBe('text')
    expect(begun).toEqual([])
  })
})

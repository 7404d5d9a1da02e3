import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { toJheError } from '../../../src/errors.js'
import { createBrakeFile, type BrakeFile } from '../../../src/guard/brake/brake-file.js'
import { lifted } from '../../../src/guard/brake/brake-text.js'
import { createFileStore } from '../../../src/guard/brake/file-store.js'
import { read, withPortion } from '../../../src/guard/brake/reading.js'
import { testMachine } from '../../support/worlds/stores.js'

let dir: string
const warnings: string[] = []
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'jhe-brake-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true })
  warnings.length = 0
})

const now = (): Date => new Date('2026-03-04T09:30:00Z')
const anna = { issuer: 'https://jhe.example.org/o', subject: 10_001 }

const open = (machine = testMachine): BrakeFile =>
  createBrakeFile({ dir, machine, now, warn: (line) => warnings.push(line) })

const count = async (file: BrakeFile, ...patients: readonly number[]): Promise<void> => {
  await createFileStore(file).change(anna, (reading, mark) => ({
    next: withPortion(
      reading,
      { marks: patients.map(mark), rows: patients.length },
      now().getTime(),
    ),
    answer: undefined,
  }))
}

const counted = async (file: BrakeFile): Promise<number> =>
  read((await createFileStore(file).view(anna)).reading, now().getTime()).patientsDay

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'OK'
  } catch (thrown) {
    const { code, message, hint } = toJheError(thrown)
    expect(`${message} ${hint}`).toMatch(/brake\.(json|key)/)
    return code
  }
}

const path = (name: string): string => join(dir, name)

describe('what was read, in a file', () => {
  it('A44: is the same to all processes', async () => {
    const [one, other] = [open(), open()]
    await count(one, 40_001)
    await count(other, 40_002)
    expect(await counted(one)).toBe(2)
    expect(await counted(open())).toBe(2)
  })

  it('A44: loses nothing of many at once', async () => {
    const files = [open(), open()]
    await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        const file = files[at % 2]
        if (file !== undefined) await count(file, 40_000 + at)
      }),
    )
    expect(await counted(open())).toBe(20)
  })

  it('A50: is for its owner alone, and names no patient and no person', async () => {
    await count(open(), 40_001)
    const names = ['brake.json', 'brake.key']
    // the lock goes once what was counted is kept
    await expect.poll(async () => (await readdir(dir)).toSorted()).toEqual(names)
    for (const name of names) {
      if (process.platform !== 'win32') expect((await stat(path(name))).mode & 0o777).toBe(0o600)
      expect(await readFile(path(name), 'utf8')).not.toMatch(/40001|10001|example/)
    }
  })

  it.runIf(process.platform !== 'win32')('A50: is closed again where others may read', async () => {
    await count(open(), 40_001)
    await chmod(path('brake.json'), 0o644)
    expect(await counted(open())).toBe(1)
    expect((await stat(path('brake.json'))).mode & 0o777).toBe(0o600)
    expect(warnings.join()).toContain('brake.json')
  })

  it('A50: is refused as a link and of another user', async () => {
    await count(open(), 40_001)
    const { uid = 0 } = testMachine
    if (process.platform !== 'win32')
      expect(await codeOf(counted(open({ ...testMachine, uid: uid + 1 })))).toBe('INTERNAL')
    await rm(path('brake.json'))
    await symlink(path('brake.key'), path('brake.json'))
    expect(await codeOf(counted(open()))).toBe('INTERNAL')
    expect(await codeOf(count(open(), 40_002))).toBe('INTERNAL')
  })

  it.each<readonly [string, (text: string) => Promise<void>]>([
    [
      'removed',
      async () => {
        await rm(path('brake.json'))
      },
    ],
    [
      'emptied',
      async () => {
        await writeFile(path('brake.json'), '')
      },
    ],
    [
      'cut',
      async (text) => {
        await writeFile(path('brake.json'), text.slice(0, -20))
      },
    ],
    [
      'counting less',
      async (text) => {
        const file = z.record(z.string(), z.unknown()).parse(JSON.parse(text))
        await writeFile(path('brake.json'), JSON.stringify({ ...file, state: '{"people":{}}' }))
      },
    ],
    [
      'numbered anew',
      async (text) => {
        await writeFile(path('brake.json'), text.replace('"seq":1', '"seq":2'))
      },
    ],
    [
      'without its key',
      async () => {
        await rm(path('brake.key'))
      },
    ],
    [
      'with another key',
      async () => {
        await writeFile(path('brake.key'), JSON.stringify({ key: 'A'.repeat(43), isUsed: true }))
      },
    ],
    [
      'with no key in the place of its key',
      async () => {
        await writeFile(path('brake.key'), '{}')
      },
    ],
  ])('A44: answers nothing where it was %s, until it is begun anew', async (_, change) => {
    const running = open()
    await count(running, 40_001)
    await change(await readFile(path('brake.json'), 'utf8'))
    for (const file of [running, open()]) {
      const isKeyKnown = file === running && (await codeOf(counted(file))) === 'OK'
      // a process that has read the file already goes on by what it has read
      if (!isKeyKnown) expect(await codeOf(counted(file))).toBe('BRAKED')
    }
    expect(await codeOf(count(open(), 40_002))).toBe('BRAKED')
    await open().renew((state) => lifted(state, now().getTime() + 1))
    expect(await counted(open())).toBe(0)
    await count(open(), 40_003)
    expect(await counted(running)).toBe(1)
  })

  it('A44: an older copy is refused by whoever has seen the newer one', async () => {
    const running = open()
    await count(running, 40_001)
    const older = await readFile(path('brake.json'), 'utf8')
    await count(running, 40_002)
    await writeFile(path('brake.json'), older)
    expect(await codeOf(counted(running))).toBe('BRAKED')
  })

  it('A44: a writer that was killed before its first count leaves nothing in the way', async () => {
    await count(open(), 40_001)
    const { key } = z
      .object({ key: z.string() })
      .parse(JSON.parse(await readFile(path('brake.key'), 'utf8')))
    // killed before the file was written, and before the key was marked as used
    await writeFile(path('brake.key'), JSON.stringify({ key, isUsed: false }))
    expect(await counted(open())).toBe(1)
    await rm(path('brake.json'))
    expect(await counted(open())).toBe(0)
    await count(open(), 40_002)
    expect(await counted(open())).toBe(1)
  })

  it('A46: says where it cannot be written', async () => {
    await writeFile(path('file'), '')
    const file = createBrakeFile({
      dir: path('file'),
      machine: testMachine,
      now,
      warn: () => undefined,
    })
    expect(await codeOf(count(file, 40_001))).toBe('INTERNAL')
  })
})

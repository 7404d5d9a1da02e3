import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

import { afterAll, beforeAll, describe, expect } from 'vitest'

import { openEmbeddedState } from '../../../src/state/embedded.js'
import { embeddedKeys } from '../../../src/state/embedded/embedded-keys.js'
import { lockFolder } from '../../../src/state/embedded/folder-lock.js'
import { rejected } from '../../support/caught.js'
import { it } from '../../support/fixtures.js'
import { buildWorker } from '../../support/processes/build-worker.js'
import { ends, grantOf, sessionOf } from '../../support/state/fixtures.js'
import { testMachine } from '../../support/worlds/stores.js'

const options = { machine: testMachine, warn: () => undefined }
const now = (): Date => new Date()
const hasModes = process.platform !== 'win32'

const open = async (folder: string) =>
  await openEmbeddedState({ ...options, folder, keys: await embeddedKeys(folder, options), now })

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

/** The files below a folder that hold a text. */
const filesWith = async (folder: string, text: string): Promise<readonly string[]> => {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    if ((await readFile(path)).includes(text)) found.push(path)
  }
  return found
}

describe('the embedded state', () => {
  let worker: string
  const children: ChildProcess[] = []
  /** A process with the state open. @returns its first line */
  const start = async (folder: string, grant: string) => {
    const child = spawn(process.execPath, [worker, folder, grant], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(child)
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    return { child, line: String((await lines.next()).value) }
  }
  const kill = async (child: ChildProcess): Promise<void> => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  beforeAll(async () => {
    worker = await buildWorker('state-worker')
  })
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL')
    await rm(dirname(worker), { recursive: true, force: true })
  })

  // a new embedded PostgreSQL takes seconds of a free processor
  const timeout = 300_000
  it(
    'is open in one process, and survives one that is killed',
    { timeout },
    async ({ folder: parent }) => {
      const folder = join(parent, 'state')
      // what a first start left that was killed
      await mkdir(join(folder, 'database.new'), { recursive: true })
      await writeFile(join(folder, 'database.new', 'PG_VERSION'), '18')
      const { child, line } = await start(folder, 'canary-grant')
      expect(line).toBe('stored')
      const busy = await rejected(open(folder))
      expect(busy.code).toBe('CONFIG_INVALID')
      expect(busy.message).toContain(`The process ${String(child.pid)} `)
      expect(busy.message).toContain(folder)
      expect(busy.hint).toContain('JHE_STATE_CONN')
      await kill(child)

      const store = await open(folder)
      const session = sessionOf('canary-grant')
      expect(await store.grants.find('canary-grant')).toMatchObject({ session })
      await store.grants.create(grantOf('canary-second', 7, 'canary-client'), ends)
      await store.oidc('Session').upsert('canary-session', { email: 'canary@example.org' }, 60)
      await store.pending.put('canary-state', { verifier: 'canary' }, 60)
      await store.close()
      expect(await filesWith(folder, 'canary')).toEqual([])

      const again = await open(folder)
      const ids = (await again.grants.list()).map(({ id }) => id)
      expect(ids.toSorted()).toEqual(['canary-grant', 'canary-second'])
      expect((await readdir(folder)).toSorted()).toEqual(['database', 'in-use', 'key'])
      await again.close()
      if (!hasModes) return
      expect(await modeOf(folder)).toBe(0o700)
      expect(await modeOf(join(folder, 'key'))).toBe(0o600)
    },
  )
})

describe('the lock of a folder', () => {
  it('is held by one of many that start at once', async ({ folder }) => {
    const taken = await Promise.allSettled(
      Array.from(
        { length: 10 },
        async () => await lockFolder({ folder, machine: testMachine, now }),
      ),
    )
    const held = taken.filter((result) => result.status === 'fulfilled')
    expect(held).toHaveLength(1)
    for (const { value } of held) await value()
    const unlock = await lockFolder({ folder, machine: testMachine, now })
    await unlock()
  })

  it('works in a folder with a long name', async ({ folder }) => {
    const long = join(folder, 'x'.repeat(120))
    await embeddedKeys(long, options)
    const unlock = await lockFolder({ folder: long, machine: testMachine, now })
    const busy = await rejected(lockFolder({ folder: long, machine: testMachine, now }))
    expect(busy.code).toBe('CONFIG_INVALID')
    await unlock()
  })
})

describe('the key of the embedded state', () => {
  it('is made once, by one of many that start at once', async ({ folder }) => {
    const all = await Promise.all(
      Array.from({ length: 10 }, async () => await embeddedKeys(folder, options)),
    )
    const sealed = all[0]?.seal('text', 'row') ?? ''
    expect(all.map((keys) => keys.open(sealed, 'row'))).toEqual(all.map(() => 'text'))
    const later = await embeddedKeys(folder, options)
    expect(later.open(sealed, 'row')).toBe('text')
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('that is damaged is told, and never replaced', async ({ folder }) => {
    await embeddedKeys(folder, options)
    await writeFile(join(folder, 'key'), 'short')
    expect(await rejected(embeddedKeys(folder, options))).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(await readFile(join(folder, 'key'), 'utf8')).toBe('short')
  })

  it('is not kept where it cannot be', async ({ folder }) => {
    await writeFile(join(folder, 'file'), '')
    const error = await rejected(embeddedKeys(join(folder, 'file', 'state'), options))
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(error.hint).toContain('JHE_STATE_CONN')
  })
})

it('an embedded state that is damaged is told, and never replaced', async ({ folder }) => {
  const keys = await embeddedKeys(folder, options)
  await mkdir(join(folder, 'database'))
  await writeFile(join(folder, 'database', 'PG_VERSION'), 'none')
  const attempt = openEmbeddedState({ ...options, folder, keys, now })
  expect(await rejected(attempt)).toMatchObject({ code: 'STATE_UNAVAILABLE' })
  expect(await readFile(join(folder, 'database', 'PG_VERSION'), 'utf8')).toBe('none')
  const unlock = await lockFolder({ folder, machine: testMachine, now })
  await unlock()
})

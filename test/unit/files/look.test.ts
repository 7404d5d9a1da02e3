import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, it, vi } from 'vitest'

import { createLook } from '../../../src/files/look.js'
import { createTestFolder } from '../../support/worlds/stores.js'

it('S12: looks one after another, at files and at what is no file', async () => {
  await using folder = await createTestFolder()
  const path = join(folder.path, 'session')
  const look = createLook(path, 50)
  expect(await look.inThread()).toBeUndefined()
  await writeFile(path, 'text')
  expect((await look.inThread())?.isFile()).toBe(true)
  await mkdir(join(folder.path, 'other'))
  await symlink(path, join(folder.path, 'link'))
  const atLink = await createLook(join(folder.path, 'link')).inThread()
  expect(atLink?.isSymbolicLink()).toBe(true)
})

it('S12: a look is not given up because the process itself was busy', async () => {
  await using folder = await createTestFolder()
  const path = join(folder.path, 'session')
  await writeFile(path, 'text')
  const looking = createLook(path, 500).inThread()
  const until = performance.now() + 700
  while (performance.now() < until) Math.sqrt(until)
  expect((await looking)?.size).toBe(4n)
})

it('S12: looks at once only where the system answers from memory', async () => {
  await using folder = await createTestFolder()
  const path = join(folder.path, 'session')
  const look = createLook(path)
  expect(look.isKept()).toBe(false)
  expect(await look.inThread()).toBeUndefined()
  // the file system of the folder decides, which differs between machines
  await vi.waitUntil(look.isKept, { timeout: 500 }).catch(() => undefined)
  expect(look.now()).toBeUndefined()
  await writeFile(path, 'text')
  expect(look.now()?.ino).toBe((await look.inThread())?.ino)
})

it('S12: proc and other file systems without a disk of their own are looked at in a thread', async () => {
  const look = createLook('/proc/self/status')
  await look.inThread().catch(() => undefined)
  await look.inThread().catch(() => undefined)
  expect(look.isKept()).toBe(false)
})

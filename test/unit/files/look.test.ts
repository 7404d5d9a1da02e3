import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { createLook } from '../../../src/files/look.js'
import { createTestFolder } from '../../support/worlds/stores.js'

it('S12: looks one after another, at files and at what is no file', async () => {
  await using folder = await createTestFolder()
  const path = join(folder.path, 'session')
  const look = createLook(path, 50)
  expect(await look()).toBeUndefined()
  await writeFile(path, 'text')
  expect((await look())?.isFile()).toBe(true)
  await mkdir(join(folder.path, 'other'))
  await symlink(path, join(folder.path, 'link'))
  expect((await createLook(join(folder.path, 'link'))())?.isSymbolicLink()).toBe(true)
})

it('S12: a look is not given up because the process itself was busy', async () => {
  await using folder = await createTestFolder()
  const path = join(folder.path, 'session')
  await writeFile(path, 'text')
  const looking = createLook(path, 50)()
  const until = performance.now() + 400
  while (performance.now() < until) Math.sqrt(until)
  expect((await looking)?.size).toBe(4n)
})

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { diskOf } from '../../../src/files/disk.js'
import { stampReader } from '../../../src/files/private-file.js'
import { createTestFolder } from '../../support/worlds/stores.js'

it('a look at a file does not wait for what is written in its folder', async () => {
  await using folder = await createTestFolder()
  const path = join(folder.path, 'session')
  await writeFile(path, 'text')
  let finish = (): void => undefined
  const writing = diskOf(folder.path).run(join(folder.path, 'trail'), async () => {
    await new Promise<void>((resolve) => {
      finish = resolve
    })
  })
  const stampAt = stampReader(path)
  const stamp = await stampAt()
  finish()
  await writing
  expect(stamp).toBe(await stampAt())
})

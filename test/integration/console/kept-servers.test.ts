import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { openKeptServers } from '../../../src/cli/console/kept-servers.js'
import type { AddedServer } from '../../../src/console/api/added-server.js'
import { testCommand } from '../../support/worlds/runtime.js'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'jhe-mcp-kept-'))
})
afterEach(async () => {
  await rm(home, { recursive: true, force: true })
})

const open = () => {
  const command = testCommand({ home })
  const path = join(command.config.tokenDir, 'console-servers.json')
  return { path, command, kept: openKeptServers(command) }
}

const servers: readonly AddedServer[] = [
  { kind: 'stdio', name: 'a program', keep: true, command: ['node', 'server.js', '--flag'] },
  { kind: 'http', name: 'a server', keep: true, url: 'https://server.example/mcp' },
]

describe('servers that are kept', () => {
  it('are read again, from a file of this user alone, which is gone with the last of them', async () => {
    const { kept, path } = open()
    expect(await kept.read()).toEqual([])
    await kept.write(servers)
    expect(await open().kept.read()).toEqual(servers)
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600)
    await kept.write([])
    await expect(stat(path)).rejects.toThrow('ENOENT')
    expect(await kept.read()).toEqual([])
  })

  it.each(['', '{', '{}', '[{"kind":"stdio"}]', '[{"kind":"http","name":"x","url":"no"}]'])(
    'are none where the file holds %s, and that does not end the console',
    async (text) => {
      const { kept, path } = open()
      await mkdir(join(path, '..'), { mode: 0o700 })
      await writeFile(path, text, { mode: 0o600 })
      expect(await kept.read()).toEqual([])
    },
  )

  it.runIf(process.platform !== 'win32')('are not read through a link', async () => {
    const { kept, path } = open()
    await mkdir(join(path, '..'), { mode: 0o700 })
    await writeFile(join(home, 'other'), JSON.stringify(servers), { mode: 0o600 })
    await symlink(join(home, 'other'), path)
    await expect(kept.read()).rejects.toThrow()
  })
})

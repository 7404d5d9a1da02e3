import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { openKeptServers } from '../../../src/cli/console/kept-servers.js'
import type { AddedServer } from '../../../src/console/api/added-server.js'
import { createAddedServers } from '../../../src/console/connections/added-servers.js'
import { createConnections } from '../../../src/console/connections/connections.js'
import { createMessageLog } from '../../../src/console/message-log.js'
import { JheError } from '../../../src/errors.js'
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
      // and the next one that is kept is not written over it
      await kept.write(servers)
      expect(await readFile(`${path}.corrupt`, 'utf8')).toBe(text)
    },
  )

  it('that cannot be added this time are told, and stay kept', async () => {
    const { kept } = open()
    await kept.write(servers)
    const warnings: string[] = []
    const now = (): Date => new Date('2026-01-01T00:00:00Z')
    const wait = async (): Promise<void> => {
      await Promise.resolve()
    }
    const log = createMessageLog()
    const connections = createConnections({ log, version: '0.0.0', now, wait })
    const added = createAddedServers({
      connections,
      kept,
      wayTo: ({ kind }) => {
        if (kind === 'http') throw new JheError('CONFIG_INVALID', 'Not so.', 'Otherwise.')
        return {
          open: () => {
            throw new Error('nobody connects')
          },
        }
      },
      log: {
        warn: (line) => {
          warnings.push(line)
        },
        failure: () => undefined,
      },
    })
    await added.restore()
    expect(warnings.join()).toContain('a server')
    const [only] = connections.list()
    await added.remove(only?.id ?? '')
    expect(await kept.read()).toEqual(servers.slice(1))
  })

  it.runIf(process.platform !== 'win32')('are not read through a link', async () => {
    const { kept, path } = open()
    await mkdir(join(path, '..'), { mode: 0o700 })
    await writeFile(join(home, 'other'), JSON.stringify(servers), { mode: 0o600 })
    await symlink(join(home, 'other'), path)
    await expect(kept.read()).rejects.toThrow()
  })
})

import { chmod, chown, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { setupCommand, type SetupFlags } from '../../../src/setup/setup-command.js'
import { rejected } from '../../support/caught.js'
import { testCommand } from '../../support/worlds/runtime.js'
import { createTestFolder } from '../../support/worlds/stores.js'

const env = {
  JHE_BASE_URL: 'https://jhe.example.org',
  JHE_CLIENT_ID: 'jhe-mcp',
  JHE_DB_CONN: 'postgresql://reader:planted-5ecret@db.example.org/jhe',
}

const fileIn = (home: string): string => join(home, '.cursor', 'mcp.json')

const setup = async (
  home: string,
  flags: SetupFlags = {},
  given: Readonly<Record<string, string>> = env,
) => {
  const command = testCommand({ home, env: given })
  await setupCommand(command, 'cursor', {}, flags)
  return command.stdout()
}

/** Runs setup on a file of Cursor. @returns the file before and after, and what was said */
const onFile = async (
  text: string,
  flags?: SetupFlags,
  given?: Readonly<Record<string, string>>,
) => {
  await using home = await createTestFolder()
  const path = fileIn(home.path)
  await mkdir(dirname(path))
  await writeFile(path, text, { mode: 0o600 })
  const said = await setup(home.path, flags, given)
  return { said, text: await readFile(path, 'utf8') }
}

const entryOf = (text: string): string => /"args": \[[^\]]*\]/.exec(text)?.[0] ?? ''

describe('jhe-mcp setup on files as they are', () => {
  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t'],
    ['a byte order mark', '\uFEFF{\n  "mcpServers": {\n    "a": { "command": "x" }\n  }\n}\n'],
    [
      'Windows line ends',
      '{\r\n  // mine\r\n  "mcpServers": {\r\n    "a": { "command": "x" }\r\n  }\r\n}\r\n',
    ],
    ['both of them', '\uFEFF{\r\n  "theme": "dark"\r\n}\r\n'],
  ])('adds to a file with %s, twice as once, and takes it out again', async (_what, text) => {
    await using home = await createTestFolder()
    const path = fileIn(home.path)
    await mkdir(dirname(path))
    await writeFile(path, text, { mode: 0o600 })
    await setup(home.path)
    const added = await readFile(path, 'utf8')
    expect(added).toContain('JHE_DB_CONN')
    expect(added.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'))
    expect(/[^\r]\n/.test(added)).toBe(!text.includes('\r\n'))
    expect(await setup(home.path)).toContain('Nothing to do')
    expect(await readFile(path, 'utf8')).toBe(added)
    await setup(home.path, { remove: true }, {})
    const removed = await readFile(path, 'utf8')
    expect(removed).toBe(text.trim() === '' ? removed : text)
    expect(removed).not.toContain('jhe-mcp')
    expect(await setup(home.path, { remove: true }, {})).toContain('Nothing to do')
  })

  it('brings an entry of an older version up to date and keeps its settings', async () => {
    const old = {
      command: 'npx',
      args: ['-y', 'jhe-mcp@0.0.1'],
      env: { ...env, JHE_MAX_ROWS: '50' },
      autoApprove: ['list_studies'],
    }
    const { text } = await onFile(JSON.stringify({ mcpServers: { study: old } }, null, 2), {}, {})
    const entry: unknown = Reflect.get(JSON.parse(text), 'mcpServers')
    expect(entry).toMatchObject({
      study: { command: process.execPath, env: old.env, autoApprove: ['list_studies'] },
    })
    expect(text).not.toContain('0.0.1')
    expect(entryOf(text)).toContain('jhe-mcp.js')
  })

  it.each<[string, (path: string) => Promise<unknown>, RegExp]>([
    [
      'a link to nothing',
      async (path) => {
        await symlink('/nonexistent/mcp.json', path)
      },
      /is a link to a file that does not exist/,
    ],
    [
      'a link to itself',
      async (path) => {
        await symlink(path, path)
      },
      /cannot be read or written \(ELOOP\)/,
    ],
    [
      'a link to a device',
      async (path) => {
        await symlink('/dev/zero', path)
      },
      /is a device and no plain file/,
    ],
    [
      'a file in UTF-16',
      async (path) => {
        await writeFile(path, '\uFEFF{"mcpServers": {}}', 'utf16le')
      },
      /is not written in UTF-8, but it seems in UTF-16/,
    ],
    [
      'a file in Latin-1',
      async (path) => {
        await writeFile(path, '{"mcpServers": {}, "theme": "caf\xe9"}', 'latin1')
      },
      /is not written in UTF-8\. Nothing was changed/,
    ],
    [
      'a folder',
      async (path) => {
        await mkdir(path)
      },
      /cannot be read or written \(EISDIR\)/,
    ],
    [
      'a read-only file',
      async (path) => {
        await writeFile(path, '{}', { mode: 0o400 })
      },
      /is read-only/,
    ],
    [
      'a broken file',
      async (path) => {
        await writeFile(path, '{"a" 1}', { mode: 0o600 })
      },
      /line 1, column 6/,
    ],
  ])('leaves %s alone and says why', async (_what, make, says) => {
    await using home = await createTestFolder()
    const path = fileIn(home.path)
    await mkdir(dirname(path))
    await make(path)
    const error = await rejected(setup(home.path))
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message).toMatch(says)
    expect(error.message).not.toContain('planted')
  })

  it.each([{ disabled: true }, { enabled: false }])(
    'says of an entry that is switched off that it stays so: %j',
    async (off) => {
      const entry = { command: 'npx', args: ['-y', 'jhe-mcp@0.0.1'], env, ...off }
      const before = JSON.stringify({ mcpServers: { jhe: entry } })
      const changed = await onFile(before, {}, {})
      expect(JSON.parse(changed.text)).toMatchObject({ mcpServers: { jhe: off } })
      expect(changed.said).toContain('it stays switched off')
      const same = await onFile(changed.text, {}, {})
      expect(same.said).toMatch(/Nothing to do.*\n.*it stays switched off/)
    },
  )

  it('takes no empty name for a server', async () => {
    await using home = await createTestFolder()
    const error = await rejected(setup(home.path, { name: ' ' }))
    expect(error).toMatchObject({ code: 'INPUT_INVALID' })
  })

  it('says so where there can be no file', async () => {
    await using home = await createTestFolder()
    await writeFile(join(home.path, '.cursor'), '')
    const error = await rejected(setup(home.path))
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message).toMatch(/cannot be read or written/)
  })

  it.skipIf(process.geteuid?.() !== 0)('keeps files theirs when it is run with sudo', async () => {
    await using home = await createTestFolder()
    await chmod(home.path, 0o700)
    await chown(home.path, 4242, 4243)
    await setup(home.path)
    await setup(home.path, {}, { ...env, JHE_CLIENT_ID: 'another' })
    const path = fileIn(home.path)
    for (const name of [dirname(path), path, `${path}.jhe-mcp-1.bak`])
      expect(await stat(name)).toMatchObject({ uid: 4242, gid: 4243 })
  })
})

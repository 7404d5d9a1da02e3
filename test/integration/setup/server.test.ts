import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { setupCommand, type SetupFlags } from '../../../src/setup/setup-command.js'
import { rejected } from '../../support/caught.js'
import { testCommand } from '../../support/worlds/runtime.js'
import { createTestFolder } from '../../support/worlds/stores.js'

const url = 'https://mcp.example.org/mcp'
const local = {
  JHE_BASE_URL: 'https://jhe.example.org',
  JHE_CLIENT_ID: 'jhe-mcp',
  JHE_DB_CONN: 'postgresql://reader:planted-5ecret@db.example.org/jhe',
}

interface Given {
  readonly host?: string
  readonly env?: Readonly<Record<string, string>>
}

const setup = async (
  home: string,
  flags: SetupFlags,
  { host = 'cursor', env = {} }: Given = {},
) => {
  const command = testCommand({ home, env })
  await setupCommand(command, host, {}, flags)
  return { said: command.stdout(), warned: command.stderr() }
}

const cursorIn = (home: string): string => join(home, '.cursor', 'mcp.json')

const write = async (path: string, text: string, mode = 0o600): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  await chmod(path, mode)
}

const text = '{\r\n  // mine\r\n  "mcpServers": {\r\n    "a": { "command": "x" }\r\n  }\r\n}\r\n'

describe('jhe-mcp setup --url', () => {
  it('writes the address with a backup, twice as once, and takes it out again', async () => {
    await using home = await createTestFolder()
    const path = cursorIn(home.path)
    await write(path, `\uFEFF${text}`)
    const first = await setup(home.path, { url })
    expect(first.said).toContain(`Cursor now has ${url} as "jhe".`)
    expect(first.said).toMatch(/Restart Cursor, then sign in at "jhe"/)
    const added = await readFile(path, 'utf8')
    expect(added).toContain(`"url": "${url}"`)
    expect(/[^\r]\n/.test(added)).toBe(false)
    expect(await readFile(`${path}.jhe-mcp-1.bak`, 'utf8')).toBe(`\uFEFF${text}`)
    expect((await stat(`${path}.jhe-mcp-1.bak`)).mode & 0o777).toBe(0o600)
    expect((await setup(home.path, { url })).said).toContain('Nothing to do')
    expect(await readFile(path, 'utf8')).toBe(added)
    expect(await readdir(dirname(path))).toHaveLength(2)
    await setup(home.path, { url, remove: true })
    expect(await readFile(path, 'utf8')).toBe(`\uFEFF${text}`)
    expect((await setup(home.path, { url, remove: true })).said).toContain('Nothing to do')
  })

  it('asks for no setting of a server here, and writes none', async () => {
    await using home = await createTestFolder()
    await setup(home.path, { url }, { host: 'claude-desktop', env: local })
    const path = join(home.path, '.config', 'Claude', 'claude_desktop_config.json')
    const written = await readFile(path, 'utf8')
    expect(written).toContain('"connect"')
    expect(written).not.toMatch(/JHE_|planted/)
  })

  it('is meant by the flag alone, and not by a variable', async () => {
    await using home = await createTestFolder()
    const env = { ...local, JHE_SERVER_URL: url, JHE_SERVER_TRANSPORT: 'sse' }
    await setup(home.path, {}, { env })
    expect(await readFile(cursorIn(home.path), 'utf8')).toContain('JHE_DB_CONN')
    const error = await rejected(
      setup(home.path, {}, { host: 'codex', env: { JHE_SERVER_URL: url } }),
    )
    expect(error.message).toContain('JHE_BASE_URL is not set')
  })

  it('replaces a local entry whole, and says that its backup holds a password', async () => {
    await using home = await createTestFolder()
    await setup(home.path, {}, { env: local })
    const { said } = await setup(home.path, { url })
    expect(said).toContain('replaced  the whole entry, which started a server on this computer')
    expect(said).toContain('Backups may hold the password')
    expect(await readFile(cursorIn(home.path), 'utf8')).not.toContain('planted')
    const back = await rejected(setup(home.path, {}))
    expect(back.message).toContain('JHE_BASE_URL is not set')
    await setup(home.path, {}, { env: local })
    expect(await readFile(cursorIn(home.path), 'utf8')).toContain('planted')
    expect(await readFile(cursorIn(home.path), 'utf8')).not.toContain(url)
  })

  it('lets VS Code forget what it asked for, and ask again for a local one', async () => {
    await using home = await createTestFolder()
    const path = join(home.path, '.config', 'Code', 'User', 'mcp.json')
    await setup(home.path, {}, { host: 'vscode', env: local })
    const before = await readFile(path, 'utf8')
    expect(before).toContain('promptString')
    await setup(home.path, { url }, { host: 'vscode' })
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      servers: { jhe: { type: 'http', url } },
    })
    await setup(home.path, {}, { host: 'vscode', env: local })
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(JSON.parse(before))
    await setup(home.path, { url }, { host: 'vscode' })
    await setup(home.path, { remove: true }, { host: 'vscode' })
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({})
  })

  it('only shows it, and nothing of the query of its address', async () => {
    await using home = await createTestFolder()
    const shown = await setup(home.path, { url, print: true })
    expect(JSON.parse(shown.said)).toEqual({ mcpServers: { jhe: { url } } })
    expect(shown.warned).toContain('nothing was written')
    await expect(readdir(dirname(cursorIn(home.path)))).rejects.toThrow()
    const { said } = await setup(home.path, { url: `${url}?project=planted` })
    expect(said).toContain('what follows ? in the address stands there in clear')
    expect(said).not.toContain('planted')
  })

  it.each<[what: string, flags: SetupFlags, says: RegExp]>([
    ['no address', { url: 'mcp.example.org' }, /is not a URL/],
    ['another scheme', { url: 'ftp://mcp.example.org' }, /does not begin with https/],
    ['a password in it', { url: 'https://u:planted@mcp.example.org/mcp' }, /user name or password/],
    ['plain http', { url: 'http://mcp.example.org/mcp' }, /plain http to another computer/],
    ['a placeholder', { url: 'https://mcp.example.org/${NAME}' }, /still holds a placeholder/],
    ['an unknown transport', { url, transport: 'carrier-pigeon' }, /--transport/],
    ['a transport alone', { transport: 'http' }, /--transport is of a server elsewhere/],
    ['headers alone', { headerFile: 'h' }, /--header-file is of a server elsewhere/],
    ['the demo', { url, demo: true }, /do not go together/],
    [
      'headers that are not there',
      { url, headerFile: '/nonexistent/h' },
      /no file \/nonexistent\/h/,
    ],
  ])('refuses %s and touches nothing', async (_what, flags, says) => {
    await using home = await createTestFolder()
    await write(cursorIn(home.path), text)
    const error = await rejected(setup(home.path, flags))
    expect(`${error.message} ${error.hint}`).toMatch(says)
    expect(error.message).not.toContain('planted')
    expect(await readFile(cursorIn(home.path), 'utf8')).toBe(text)
    expect(await readdir(dirname(cursorIn(home.path)))).toEqual(['mcp.json'])
  })

  it('takes plain http on this computer', async () => {
    await using home = await createTestFolder()
    const { said } = await setup(home.path, { url: 'http://localhost:8001/mcp' })
    expect(said).toContain('http://localhost:8001/mcp')
  })

  it('starts a bridge where there are headers, whose file only its person can read', async () => {
    await using home = await createTestFolder()
    const headerFile = join(home.path, 'headers')
    await write(headerFile, 'Authorization: Bearer planted\n', 0o644)
    if (process.platform !== 'win32')
      expect((await rejected(setup(home.path, { url, headerFile }))).hint).toContain('chmod 600')
    await chmod(headerFile, 0o600)
    const { said } = await setup(home.path, { url, headerFile, transport: 'sse' })
    expect(said).toContain('No sign-in')
    const written = await readFile(cursorIn(home.path), 'utf8')
    expect(written).not.toContain('planted')
    expect(JSON.parse(written)).toMatchObject({
      mcpServers: {
        jhe: {
          type: 'stdio',
          args: [
            expect.stringContaining('jhe-mcp.js'),
            'connect',
            url,
            '--transport',
            'sse',
            '--header-file',
            headerFile,
          ],
        },
      },
    })
  })

  it('takes out only the server that is named', async () => {
    await using home = await createTestFolder()
    await setup(home.path, {}, { env: local })
    await setup(home.path, { url, name: 'far' })
    const both = await readFile(cursorIn(home.path), 'utf8')
    const other = await setup(home.path, { url: 'https://b.example.org/mcp', remove: true })
    expect(other.said).toContain('Nothing to do')
    expect(await readFile(cursorIn(home.path), 'utf8')).toBe(both)
    await setup(home.path, { url, remove: true })
    const left = await readFile(cursorIn(home.path), 'utf8')
    expect(left).toContain('JHE_DB_CONN')
    expect(left).not.toContain('far')
  })

  it('takes the place of mcp-remote for the same server, and of no other', async () => {
    await using home = await createTestFolder()
    const path = join(home.path, '.config', 'Claude', 'claude_desktop_config.json')
    const start = (address: string) => ({ command: 'npx', args: ['mcp-remote@0.1.2', address] })
    const others = {
      github: start('https://mcp.example.org/github'),
      b: start('https://b.example.org/mcp'),
    }
    const old = start('https://mcp.example.org:8001/sse')
    await write(path, JSON.stringify({ mcpServers: { jhe: old, ...others } }))
    const { said } = await setup(home.path, { url }, { host: 'claude-desktop' })
    expect(said).toContain('the whole entry, which started mcp-remote')
    const written: unknown = JSON.parse(await readFile(path, 'utf8'))
    expect(written).toMatchObject({ mcpServers: others })
    expect(JSON.stringify(written)).toContain('"connect"')
    expect(JSON.stringify(written)).not.toContain(':8001')
    const taken = await rejected(setup(home.path, { url, name: 'b' }, { host: 'claude-desktop' }))
    expect(taken.message).toContain('is not jhe-mcp')
  })

  it('leaves the address of another server alone', async () => {
    await using home = await createTestFolder()
    const others = '{ "mcpServers": { "github": { "url": "https://api.example.com/mcp" } } }'
    await write(cursorIn(home.path), others)
    const error = await rejected(setup(home.path, { url, name: 'github' }))
    expect(error.message).toContain('is not jhe-mcp')
    expect((await rejected(setup(home.path, { remove: true, name: 'github' }))).message).toContain(
      'is not jhe-mcp',
    )
    expect((await setup(home.path, { remove: true })).said).toContain('Nothing to do')
    expect(await readFile(cursorIn(home.path), 'utf8')).toBe(others)
  })

  it('follows a link, and keeps what the person added to the entry', async () => {
    await using home = await createTestFolder()
    const target = join(home.path, 'dotfiles.json')
    await write(
      target,
      `{ "mcpServers": { "jhe": { "url": "https://old.example.org/mcp", "autoApprove": ["x"] } } }`,
    )
    await mkdir(dirname(cursorIn(home.path)))
    await symlink(target, cursorIn(home.path))
    const { said } = await setup(home.path, { url })
    expect(said).toContain(`points at ${target}`)
    expect(JSON.parse(await readFile(target, 'utf8'))).toEqual({
      mcpServers: { jhe: { url, autoApprove: ['x'] } },
    })
  })

  it.each<[what: string, content: string, mode: number, says: RegExp]>([
    ['a read-only file', '{}', 0o400, /is read-only/],
    ['a broken file', '{"a" 1}', 0o600, /line 1, column 6/],
    ['servers that are a list', '{"mcpServers": []}', 0o600, /it is not an object/],
  ])('leaves %s alone and says why', async (_what, content, mode, says) => {
    await using home = await createTestFolder()
    await write(cursorIn(home.path), content, mode)
    expect((await rejected(setup(home.path, { url }))).message).toMatch(says)
    expect(await readFile(cursorIn(home.path), 'utf8')).toBe(content)
  })

  it.each([
    ['claude-code', 'claude mcp login jhe'],
    ['codex', 'codex mcp login jhe'],
    ['opencode', 'opencode mcp auth jhe'],
    ['gemini-cli', '/mcp auth jhe'],
    ['claude-desktop', `login --url ${url}`],
    ['lm-studio', `login --url ${url}`],
    ['vscode', 'sign in when it asks you to'],
  ])('says what comes next in %s', async (host, says) => {
    await using home = await createTestFolder()
    expect((await setup(home.path, { url }, { host })).said).toContain(says)
  })

  it('prints an entry for a host that it does not know', async () => {
    const command = testCommand({ home: '/nonexistent' })
    await setupCommand(command, undefined, {}, { url, print: 'json' })
    expect(command.stdout()).toMatch(/"connect",\s+"https:\/\/mcp\.example\.org\/mcp"/)
  })
})

import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { chmodSync, mkdirSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { hostIds } from '../../../src/setup/hosts/hosts.js'
import { startBin } from '../../support/processes/spawn-bin.js'

const password = 'planted-5ecret'
const settings = {
  JHE_BASE_URL: 'https://jhe.example.org',
  JHE_CLIENT_ID: 'jhe-mcp',
  JHE_DB_CONN: `postgresql://reader:${password}@db.example.org:5432/jhe`,
}
const configSchema = z.looseObject({
  mcpServers: z.record(
    z.string(),
    z.looseObject({
      command: z.string(),
      args: z.array(z.string()),
      env: z.record(z.string(), z.string()).default({}),
    }),
  ),
})

describe.skipIf(process.platform === 'win32')('jhe-mcp setup', () => {
  let home = ''
  let file = ''
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'jhe-mcp-setup-'))
    file = join(home, '.cursor', 'mcp.json')
    mkdirSync(dirname(file))
    chmodSync(home, 0o755)
  })
  afterEach(() => {
    rmSync(home, { recursive: true, force: true })
  })

  const setup = async (
    args: readonly string[],
    env: Readonly<Record<string, string>> = settings,
  ) => {
    const child = startBin(['setup', ...args], { HOME: home, ...env })
    await once(child.child, 'close')
    return { code: child.child.exitCode, stdout: child.stdout(), stderr: child.stderr() }
  }
  const write = (text: string, mode = 0o600) => {
    writeFileSync(file, text)
    chmodSync(file, mode)
  }
  const files = () => readdirSync(dirname(file)).toSorted()

  it('S12: ends with a clear error where the file never ends, and lists the host all the same', async () => {
    expect(spawnSync('mkfifo', [file]).status).toBe(0)
    const { code, stderr } = await setup(['cursor'])
    // a process whose file work hangs can only kill itself
    expect(code).not.toBe(0)
    expect(stderr).toMatch(/disk of \S+mcp\.json did not answer within 4 s/)
    const { stdout } = await setup([])
    expect(stdout).toMatch(/cursor .*cannot be read/)
    expect(stdout).toContain('`node bin/jhe-mcp.js setup <host>`')
  })

  it('adds the server, keeps the rest and a backup, says it once, and takes it out again', async () => {
    const text = '{\n  // mine\n  "mcpServers": {\n    "a": { "command": "x" } // a\n  }\n}\n'
    write(text)
    const first = await setup(['cursor'])
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toContain('How many studies can I access?')
    expect(first.stdout).not.toContain(password)
    expect(readFileSync(file, 'utf8')).toContain('// mine')
    expect(readFileSync(file, 'utf8')).toContain(settings.JHE_DB_CONN)
    expect(readFileSync(`${file}.jhe-mcp-1.bak`, 'utf8')).toBe(text)
    expect(statSync(`${file}.jhe-mcp-1.bak`).mode & 0o777).toBe(0o600)
    expect((await setup(['cursor'])).stdout).toContain('Nothing to do')
    expect(files()).toEqual(['mcp.json', 'mcp.json.jhe-mcp-1.bak'])
    expect((await setup(['cursor', '--remove'], {})).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('writes no password where others can read it, unless told to', async () => {
    write('{}', 0o644)
    const refused = await setup(['cursor'])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('chmod 600')
    expect(refused.stderr).not.toContain(password)
    expect(readFileSync(file, 'utf8')).toBe('{}')
    expect((await setup(['cursor', '--allow-readable'])).code).toBe(0)
    expect(statSync(file).mode & 0o777).toBe(0o644)
  })

  it('shows without a password what it would write', async () => {
    const { code, stdout, stderr } = await setup(['cursor', '--print'])
    expect(code).toBe(0)
    expect(configSchema.parse(JSON.parse(stdout)).mcpServers['jhe']?.env['JHE_DB_CONN']).toContain(
      ':PASSWORD@',
    )
    expect(stdout + stderr).not.toContain(password)
    expect(files()).toEqual([])
  })

  it('lists the hosts when none is named, those found here first', async () => {
    write('{"mcpServers": {"jhe": {"command": "npx", "args": ["-y", "jhe-mcp@0.0.1"]}}}')
    mkdirSync(join(home, '.config', 'goose'), { recursive: true })
    const { code, stdout, stderr } = await setup([], {})
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [found = '', known = ''] = stdout.split('Known too:')
    expect(found).toMatch(/cursor +Cursor +~\/\.cursor\/mcp\.json, starts jhe-mcp as "jhe"\n/)
    expect(found).toMatch(/goose +Goose +~\/\.config\/goose\/config\.yaml\n/)
    expect(known).toMatch(/codex +Codex +~\/\.codex\/config\.toml\n/)
    for (const id of hostIds) expect(stdout).toContain(`  ${id} `)
    expect((await setup(['--remove'], {})).code).toBe(2)
  })

  it.each([
    { format: 'json', says: '"mcpServers": {' },
    { format: 'toml', says: '[mcp_servers.jhe.env]' },
    { format: 'yaml', says: 'mcpServers:\n  jhe:\n' },
  ])('prints an entry in $format for a host that it does not know', async ({ format, says }) => {
    const { code, stdout, stderr } = await setup(['--print', format])
    expect(code).toBe(0)
    expect(stdout).toContain(says)
    expect(stdout).toContain(':PASSWORD@')
    expect(stdout + stderr).not.toContain(password)
    expect((await setup(['--print', 'xml'])).code).toBe(2)
    expect((await setup(['cursor', '--print', format])).code).toBe(2)
    expect((await setup(['--print', 'cursor'])).stdout).toContain('"mcpServers"')
  })

  it.each(['codex', 'goose', 'opencode'] as const)(
    'keeps passwords of %s out of what others can read, and the rest of its file as it was',
    async (id) => {
      const path = join(home, 'host-file')
      const text =
        id === 'codex'
          ? '# mine\nmodel = "m"\n'
          : id === 'goose'
            ? '# mine\na: 1\n'
            : '{\n  // mine\n  "a": 1\n}\n'
      writeFileSync(path, text)
      chmodSync(path, 0o644)
      expect((await setup([id, '--file', path])).stderr).toContain('chmod 600')
      expect(readFileSync(path, 'utf8')).toBe(text)
      chmodSync(path, 0o600)
      expect((await setup([id, '--file', path])).code).toBe(0)
      expect(readFileSync(path, 'utf8')).toContain(settings.JHE_DB_CONN)
      expect(readFileSync(`${path}.jhe-mcp-1.bak`, 'utf8')).toBe(text)
      expect((await setup([id, '--file', path, '--remove'], {})).code).toBe(0)
      expect(readFileSync(path, 'utf8')).toBe(text)
    },
  )

  it('writes into the file of a host that is there already, whichever of its own it is', async () => {
    const folder = join(home, '.config', 'opencode')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'opencode.jsonc'), '{}', { mode: 0o600 })
    expect((await setup(['opencode'])).code).toBe(0)
    expect(readdirSync(folder)).not.toContain('opencode.json')
    expect(readFileSync(join(folder, 'opencode.jsonc'), 'utf8')).toContain('"environment"')
  })

  it('lets VS Code ask for the password and keep it', async () => {
    const path = join(home, 'mcp.json')
    expect((await setup(['vscode', '--file', path])).code).toBe(0)
    const text = readFileSync(path, 'utf8')
    expect(text).not.toContain(password)
    expect(JSON.parse(text)).toMatchObject({ inputs: [{ type: 'promptString', password: true }] })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect((await setup(['vscode', '--file', path, '--remove'], {})).code).toBe(0)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({})
  })

  it.each([
    { name: 'a broken file', text: '{\n  "a" 1\n}', env: settings, says: /line 2, column 7/ },
    {
      name: 'T-S8: a placeholder',
      text: '{}',
      env: { ...settings, JHE_CLIENT_ID: '${ID}' },
      says: /JHE_CLIENT_ID still holds a placeholder/,
    },
    {
      name: 'no settings',
      text: '{}',
      env: {},
      says: /JHE_BASE_URL is not set: setup writes .*\n.*--base-url/,
    },
    {
      name: 'a name that is taken',
      text: '{"mcpServers":{"jhe":{"command":"x"}}}',
      env: settings,
      says: /is not jhe-mcp/,
    },
  ])('refuses $name and touches nothing', async ({ text, env, says }) => {
    write(text)
    const { code, stderr } = await setup(['cursor'], env)
    expect(code).toBe(2)
    expect(stderr).toMatch(says)
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(files()).toEqual(['mcp.json'])
  })

  it('reaches a server elsewhere where --url names it, whatever is set for one here', async () => {
    write('{}')
    const url = 'https://mcp.example.org/mcp'
    const env = { ...settings, JHE_CLIENT_ID: '${ID}', JHE_MAX_ROWS: 'many' }
    const { code, stdout, stderr } = await setup(['cursor', '--url', url], env)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('sign in at "jhe"')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ mcpServers: { jhe: { url } } })
    expect((await setup([], {})).stdout).toMatch(/cursor .*, reaches a server as "jhe"\n/)
    expect((await setup(['cursor', '--url', url, '--remove'], env)).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe('{}')
    const byVariable = await setup(['cursor'], { JHE_SERVER_URL: url })
    expect(byVariable).toMatchObject({ code: 2, stdout: '' })
    expect(byVariable.stderr).toContain('JHE_BASE_URL is not set')
  })

  it('follows a link and says so', async () => {
    const target = join(home, 'dotfiles.json')
    writeFileSync(target, '{}', { mode: 0o600 })
    symlinkSync(target, file)
    expect((await setup(['cursor'])).stdout).toContain(`points at ${target}`)
    expect(readFileSync(target, 'utf8')).toContain('jhe-mcp')
  })
})

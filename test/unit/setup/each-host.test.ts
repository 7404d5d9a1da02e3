import { describe, expect, it } from 'vitest'

import { readHeld } from '../../../src/setup/entries.js'
import { formats, type FormatName } from '../../../src/setup/formats/formats.js'
import { hostIds, hosts, otherHosts, type HostId } from '../../../src/setup/hosts/hosts.js'
import { withEntry, withoutEntry } from '../../../src/setup/edit-entry.js'

const launch = { command: 'npx', args: ['-y', 'jhe-mcp@0.1.0'] }
const env = { JHE_BASE_URL: 'https://jhe.example.org', JHE_CLIENT_ID: 'c' }
const wanted = { launch, env, isDemo: false, name: undefined }
const upgraded = { ...wanted, launch: { ...launch, args: ['-y', 'jhe-mcp@0.2.0'] } }

/** What the person has in such a file beside us. */
const own: Readonly<Record<FormatName, (key: string, isList: boolean) => string>> = {
  json: (key) => `{\n  "theme": "dark",\n  "${key}": {\n    "a": { "command": "x" }\n  }\n}\n`,
  'json-with-comments': (key) =>
    `{\n  // mine\n  "${key}": {\n    "a": {"command": "x"} // a\n  }\n}\n`,
  jsonc: (key) => `{\n  // mine\n  "${key}": {\n    "a": {"command": "x"}, // a\n  },\n}\n`,
  toml: (key) => `# mine\nmodel = "m"   # m\n\n[${key}.a]\ncommand = "x" # a\n`,
  yaml: (key, isList) =>
    isList
      ? `# mine\nname: n   # n\n${key}:\n- name: a   # a\n  command: x\n\nlast: 1\n`
      : `# mine\n${key}:\n    a:   # a\n        cmd: x\n\nlast: 1\n`,
}

describe.each(hostIds)('%s', (id: HostId) => {
  const host = hosts[id]
  const text = own[host.format](host.serversKey, host.isList === true)
  const added = withEntry(text, host, wanted, 'f')

  it('gets an entry that is read back as it was meant', () => {
    expect(readHeld(added, host, 'f').entries).toEqual([
      { name: 'jhe', ...launch, env, version: '0.1.0', path: undefined, isDemo: false },
    ])
  })

  it('keeps the rest of its file, byte for byte', () => {
    // but for the comma that parts the last from the new one
    const bare = (part: string): string => part.replaceAll(',', '')
    for (const line of text.split('\n')) expect(bare(added)).toContain(bare(line))
    expect(withoutEntry(added, host, wanted, 'f')).toBe(text)
  })

  it('is upgraded in place, and then left alone', () => {
    const again = withEntry(added, host, upgraded, 'f')
    expect(again).toBe(added.replace('jhe-mcp@0.1.0', 'jhe-mcp@0.2.0'))
    expect(withEntry(again, host, upgraded, 'f')).toBe(again)
  })

  it('keeps settings that this run does not name, and gets one more', () => {
    const more = withEntry(added, host, { ...wanted, env: { JHE_STUDY: '7' } }, 'f')
    expect(readHeld(more, host, 'f').entries[0]?.env).toEqual({ ...env, JHE_STUDY: '7' })
  })

  it('can have the demo beside it', () => {
    const demo = { launch: { ...launch, args: [...launch.args, 'demo', '--stdio'] }, env: {} }
    const both = withEntry(added, host, { ...demo, isDemo: true, name: undefined }, 'f')
    expect(readHeld(both, host, 'f').entries.map(({ name, isDemo }) => [name, isDemo])).toEqual([
      ['jhe', false],
      ['jhe-demo', true],
    ])
  })

  it('is told of a name that another program has', () => {
    expect(() => withEntry(text, host, { ...wanted, name: 'a' }, 'f')).toThrow(/is not jhe-mcp/)
  })

  it('gets a new file where there is none', () => {
    const made = withEntry('', host, wanted, 'f')
    expect(readHeld(made, host, 'f').entries).toHaveLength(1)
  })
})

describe('the entry as each host has it', () => {
  const entryOf = (id: HostId): unknown =>
    formats[hosts[id].format].read(withEntry('', hosts[id], wanted, 'f'))

  it.each<[HostId, unknown]>([
    ['claude-desktop', { mcpServers: { jhe: { ...launch, env } } }],
    ['claude-code', { mcpServers: { jhe: { type: 'stdio', ...launch, env } } }],
    ['codex', { mcp_servers: { jhe: { ...launch, env } } }],
    ['copilot-cli', { mcpServers: { jhe: { type: 'local', tools: ['*'], ...launch, env } } }],
    [
      'opencode',
      {
        mcp: {
          jhe: {
            type: 'local',
            enabled: true,
            command: [launch.command, ...launch.args],
            environment: env,
          },
        },
      },
    ],
    ['zed', { context_servers: { jhe: { ...launch, env } } }],
    ['cline', { mcpServers: { jhe: { ...launch, env } } }],
    ['cline-cli', { mcpServers: { jhe: { transport: { type: 'stdio', ...launch, env } } } }],
    [
      'continue',
      {
        name: 'Local Config',
        version: '1.0.0',
        schema: 'v1',
        mcpServers: [{ name: 'jhe', ...launch, env }],
      },
    ],
    [
      'goose',
      {
        extensions: {
          jhe: {
            type: 'stdio',
            enabled: true,
            name: 'jhe',
            description: 'Health studies in JupyterHealth Exchange',
            cmd: 'npx',
            args: launch.args,
            envs: env,
          },
        },
      },
    ],
  ])('%s', (id, expected) => {
    expect(entryOf(id)).toEqual(expected)
  })

  it('is written in tables where the format has them', () => {
    expect(withEntry('', otherHosts.toml, wanted, 'f')).toBe(
      '[mcp_servers.jhe]\ncommand = "npx"\nargs = ["-y", "jhe-mcp@0.1.0"]\n\n[mcp_servers.jhe.env]\nJHE_BASE_URL = "https://jhe.example.org"\nJHE_CLIENT_ID = "c"\n',
    )
    expect(withEntry('', otherHosts.yaml, wanted, 'f')).toBe(
      'mcpServers:\n  jhe:\n    command: npx\n    args:\n      - -y\n      - jhe-mcp@0.1.0\n    env:\n      JHE_BASE_URL: https://jhe.example.org\n      JHE_CLIENT_ID: c\n',
    )
  })
})

import { describe, expect, it } from 'vitest'

import { withEntry } from '../../../src/setup/edit-entry.js'
import { formats } from '../../../src/setup/formats/formats.js'
import type { Host } from '../../../src/setup/hosts/host.js'
import { hostIds, hosts, type HostId } from '../../../src/setup/hosts/hosts.js'
import { askedServer } from '../../../src/setup/server-flags.js'

const url = 'https://mcp.example.org/mcp'
const sse = 'https://mcp.example.org/sse'

/** The file that a host gets for a server elsewhere; undefined where it starts a bridge. */
const fileFor = (id: HostId, address: string): unknown => {
  const host: Host = hosts[id]
  const server = askedServer({ url: address }, host, '/home/ada')
  if (server?.native === undefined) return undefined
  const launch = { command: 'npx', args: [] }
  const wanted = { launch, env: {}, isDemo: false, name: undefined, server }
  return formats[host.format].read(withEntry('', host, wanted, 'f'))
}

const description = 'Health studies in JupyterHealth Exchange'

/** Hosts that sign in by themselves, and what they read: for Streamable HTTP and for SSE. */
const forms: Readonly<Partial<Record<HostId, readonly [http: unknown, sse: unknown]>>> = {
  'claude-code': [
    { mcpServers: { jhe: { type: 'http', url } } },
    { mcpServers: { jhe: { type: 'sse', url: sse } } },
  ],
  cursor: [{ mcpServers: { jhe: { url } } }, { mcpServers: { jhe: { url: sse } } }],
  vscode: [
    { servers: { jhe: { type: 'http', url } } },
    { servers: { jhe: { type: 'sse', url: sse } } },
  ],
  'vscode-insiders': [
    { servers: { jhe: { type: 'http', url } } },
    { servers: { jhe: { type: 'sse', url: sse } } },
  ],
  'visual-studio': [
    { servers: { jhe: { type: 'http', url } } },
    { servers: { jhe: { type: 'sse', url: sse } } },
  ],
  codex: [{ mcp_servers: { jhe: { url } } }, undefined],
  'gemini-cli': [{ mcpServers: { jhe: { httpUrl: url } } }, { mcpServers: { jhe: { url: sse } } }],
  'qwen-code': [{ mcpServers: { jhe: { httpUrl: url } } }, { mcpServers: { jhe: { url: sse } } }],
  'copilot-cli': [
    { mcpServers: { jhe: { type: 'http', url, tools: ['*'] } } },
    { mcpServers: { jhe: { type: 'sse', url: sse, tools: ['*'] } } },
  ],
  opencode: [
    { mcp: { jhe: { type: 'remote', url, enabled: true } } },
    { mcp: { jhe: { type: 'remote', url: sse, enabled: true } } },
  ],
  kilo: [
    { mcp: { jhe: { type: 'remote', url, enabled: true } } },
    { mcp: { jhe: { type: 'remote', url: sse, enabled: true } } },
  ],
  windsurf: [
    { mcpServers: { jhe: { serverUrl: url } } },
    { mcpServers: { jhe: { serverUrl: sse } } },
  ],
  'windsurf-next': [
    { mcpServers: { jhe: { serverUrl: url } } },
    { mcpServers: { jhe: { serverUrl: sse } } },
  ],
  zed: [{ context_servers: { jhe: { url } } }, undefined],
  cline: [
    { mcpServers: { jhe: { type: 'streamableHttp', url } } },
    { mcpServers: { jhe: { type: 'sse', url: sse } } },
  ],
  'cline-cli': [
    { mcpServers: { jhe: { transport: { type: 'streamableHttp', url } } } },
    { mcpServers: { jhe: { transport: { type: 'sse', url: sse } } } },
  ],
  roo: [
    { mcpServers: { jhe: { type: 'streamable-http', url } } },
    { mcpServers: { jhe: { type: 'sse', url: sse } } },
  ],
  continue: [
    {
      name: 'Local Config',
      version: '1.0.0',
      schema: 'v1',
      mcpServers: [{ name: 'jhe', type: 'streamable-http', url }],
    },
    {
      name: 'Local Config',
      version: '1.0.0',
      schema: 'v1',
      mcpServers: [{ name: 'jhe', type: 'sse', url: sse }],
    },
  ],
  goose: [
    {
      extensions: {
        jhe: { type: 'streamable_http', enabled: true, name: 'jhe', description, uri: url },
      },
    },
    undefined,
  ],
  kiro: [{ mcpServers: { jhe: { url } } }, { mcpServers: { jhe: { url: sse } } }],
  'amazon-q': [{ mcpServers: { jhe: { type: 'http', url } } }, undefined],
  'kimi-cli': [{ mcpServers: { jhe: { url, transport: 'http', auth: 'oauth' } } }, undefined],
  'kimi-code': [{ mcpServers: { jhe: { url } } }, undefined],
  droid: [{ mcpServers: { jhe: { type: 'http', url } } }, undefined],
  amp: [{ 'amp.mcpServers': { jhe: { url } } }, { 'amp.mcpServers': { jhe: { url: sse } } }],
}

describe('the entry of a server elsewhere as each host has it', () => {
  it.each(hostIds)('%s', (id) => {
    const [http, withSse] = forms[id] ?? [undefined, undefined]
    expect(fileFor(id, url)).toEqual(http)
    expect(fileFor(id, sse)).toEqual(withSse)
  })
})

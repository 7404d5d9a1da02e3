import { describe, expect, it } from 'vitest'

import { readHeld } from '../../../src/setup/entries.js'
import { hosts } from '../../../src/setup/hosts/hosts.js'

const read = (servers: unknown) =>
  readHeld(JSON.stringify({ theme: 'dark', mcpServers: servers }), hosts.cursor, 'mcp.json').entries

describe('readHeld', () => {
  it.each([
    { command: 'npx', args: ['-y', 'jhe-mcp@0.1.0'], version: '0.1.0' },
    { command: 'npx', args: ['-y', 'jhe-mcp@latest'], version: 'latest' },
    { command: 'npx', args: ['-y', 'jhe-mcp'], version: undefined },
    { command: 'cmd', args: ['/c', 'npx', '-y', 'jhe-mcp@0.1.0'], version: '0.1.0' },
    { command: 'jhe-mcp', args: [], version: undefined },
  ])('finds $command $args', ({ command, args, version }) => {
    expect(read({ study: { command, args } })).toEqual([
      { name: 'study', command, args, env: {}, version, path: undefined, isDemo: false },
    ])
  })

  it.each([
    { command: '/usr/bin/node', args: ['/opt/jhe-mcp/bin/jhe-mcp.js'] },
    { command: 'C:\\node.exe', args: ['C:\\npm\\node_modules\\jhe-mcp\\bin\\jhe-mcp.js'] },
    { command: '/usr/local/bin/jhe-mcp', args: [] },
  ])('finds the program by its path: $command $args', ({ command, args }) => {
    expect(read({ a: { command, args } })[0]?.path).toBe(args[0] ?? command)
  })

  it('tells the demo apart, and leaves the servers of others alone', () => {
    const found = read({
      files: { command: 'npx', args: ['-y', 'server-files', '/home/ada/jhe-mcp-notes'] },
      remote: { url: 'https://example.org/jhe-mcp' },
      odd: null,
      demo: { command: 'npx', args: ['-y', 'jhe-mcp@0.1.0', 'demo', '--stdio'] },
    })
    expect(found.map(({ name, isDemo }) => ({ name, isDemo }))).toEqual([
      { name: 'demo', isDemo: true },
    ])
  })

  it('has nothing to find in an empty file, or in one without servers', () => {
    expect(readHeld(' \n', hosts.cursor, 'f').entries).toEqual([])
    expect(readHeld('{}', hosts.cursor, 'f').entries).toEqual([])
  })

  it.each([
    ['{\n  "a": 1,\n  "b" 2\n}', /line 3, column 7: colon expected/],
    ['{"a": 1', /line 1, column 8: close brace expected/],
    ['[]', /not an object/],
    ['{"mcpServers": []}', /"mcpServers": it is not an object/],
  ])('refuses %j and says where it is broken', (text, says) => {
    expect(() => readHeld(text, hosts.cursor, 'f').entries).toThrow(says)
  })

  it('reads comments only where the host does', () => {
    const text = '{\n  // mine\n  "mcpServers": {},\n}'
    expect(readHeld(text, hosts.cursor, 'f').entries).toEqual([])
    expect(() => readHeld(text, hosts['claude-desktop'], 'f').entries).toThrow(/line 2, column 3/)
  })

  it('reads trailing commas only where the host does', () => {
    const text = '{\n  "mcpServers": {},\n}'
    expect(readHeld(text, hosts.zed, 'f').entries).toEqual([])
    expect(readHeld('{ /* mine */ }', hosts['gemini-cli'], 'f').entries).toEqual([])
    expect(() => readHeld(text, hosts['gemini-cli'], 'f').entries).toThrow(/line 3, column 1/)
  })
})

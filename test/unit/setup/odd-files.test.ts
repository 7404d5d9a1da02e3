import { describe, expect, it } from 'vitest'

import { withEntry, withoutEntry } from '../../../src/setup/edit-entry.js'
import { readHeld } from '../../../src/setup/entries.js'
import { formats } from '../../../src/setup/formats/formats.js'
import { hosts, type HostId } from '../../../src/setup/hosts/hosts.js'

const wanted = {
  launch: { command: 'npx', args: ['-y', 'jhe-mcp@0.1.0'] },
  env: { JHE_DB_CONN: 'postgresql://reader:secret@db/jhe' },
  isDemo: false,
  name: undefined,
}

/** Files that a host reads and that nobody writes on purpose. */
const files: readonly (readonly [what: string, host: HostId, text: string])[] = [
  [
    'a key that stands twice, of which the host reads the last',
    'cursor',
    '{"mcpServers": {"a": {"command": "1"}}, "z": 1, "mcpServers": {"b": {"command": "2"}}}',
  ],
  [
    'the whole of it twice, in lines',
    'zed',
    '{\n  "context_servers": {},\n  // again\n  "context_servers": {\n    "b": { "command": "2" }\n  }\n}\n',
  ],
  ['servers that are null', 'opencode', '{\n  "theme": "x",\n  "mcp": null\n}\n'],
  ['nothing but a comment', 'zed', '// my settings\n'],
  ['nothing but a comment and Windows line ends', 'opencode', '/* mine */\r\n'],
  ['a comment where servers will be', 'zed', '{\n  "context_servers": {\n    // none\n  }\n}\n'],
  ['a comment in one line', 'vscode', '{ "servers": { /* none */ } }\n'],
  ['an alias for its servers', 'goose', 'x: &s\n  a:\n    cmd: x\nextensions: *s\n'],
  ['an alias for its list', 'continue', 'x: &s\n- name: a\n  command: x\nmcpServers: *s\n'],
  ['the beginning of a document and no more', 'goose', '---\n'],
  ['a comment behind an empty key', 'goose', 'extensions: {} # none yet\nname: n # n\n'],
  ['a comment behind an empty list', 'continue', 'name: n\nmcpServers: [] # none yet\n'],
]

const commentsIn = (text: string): readonly string[] =>
  text.match(/(?:\/\/|#).*|\/\*.*?\*\//g) ?? []

describe.each(files)('a file with %s (%s)', (_what, id, text) => {
  const host = hosts[id]
  const added = withEntry(text, host, wanted, 'f')

  it('gets an entry that the host reads, once', () => {
    expect(readHeld(added, host, 'f').entries).toMatchObject([{ name: 'jhe', env: wanted.env }])
    expect(withEntry(added, host, wanted, 'f')).toBe(added)
  })

  it('keeps its comments in their lines', () => {
    for (const comment of commentsIn(text)) expect(added).toContain(comment)
  })

  it('keeps no password when the entry is taken out', () => {
    const removed = withoutEntry(added, host, wanted, 'f')
    expect(removed).not.toContain('secret')
    const { read } = formats[host.format]
    const others = Object.entries(read(text) ?? {}).filter(([key]) => key !== host.serversKey)
    expect(read(removed)).toMatchObject(Object.fromEntries(others))
  })
})

it('a comment in the place of servers outlives them', () => {
  const text = '{\n  "context_servers": {\n    // none\n  }\n}\n'
  const added = withEntry(text, hosts.zed, wanted, 'f')
  expect(withoutEntry(added, hosts.zed, wanted, 'f')).toBe(text)
})

it('an anchor that others use does not change', () => {
  const text = 'x: &s\n  a:\n    cmd: x\nextensions: *s\n'
  const added = withEntry(text, hosts.goose, wanted, 'f')
  expect(formats.yaml.read(added)).toMatchObject({ x: { a: { cmd: 'x' } } })
  expect(JSON.stringify(formats.yaml.read(added))).toMatch(/^\{"x":\{"a":\{"cmd":"x"\}\},/)
})

import { describe, expect, it } from 'vitest'

import { withEntry, withoutEntry } from '../../../src/setup/edit-entry.js'
import { readHeld, readServers } from '../../../src/setup/entries.js'
import type { FormatName } from '../../../src/setup/formats/formats.js'
import type { Host } from '../../../src/setup/hosts/host.js'
import { hostIds, hosts, type HostId } from '../../../src/setup/hosts/hosts.js'
import { askedServer, type ServerFlags } from '../../../src/setup/server-flags.js'
import type { Wanted } from '../../../src/setup/wanted.js'

const url = 'https://mcp.example.org/mcp'
const program = { command: 'npx', args: ['-y', 'jhe-mcp@0.1.0'] }
const env = {
  JHE_BASE_URL: 'https://jhe.example.org',
  JHE_DB_CONN: 'postgresql://r:planted@db/jhe',
}
const local: Wanted = { launch: program, env, isDemo: false, name: undefined }

const demo: Wanted = {
  launch: { ...program, args: [...program.args, 'demo', '--stdio'] },
  env: {},
  isDemo: true,
  name: undefined,
}

const elsewhere = (host: Host, flags: ServerFlags = { url }): Wanted => {
  const server = askedServer(flags, host, '/home/ada')
  if (server === undefined) throw new Error('no server')
  const words = server.native === undefined ? server.words : []
  const launch = { ...program, args: [...program.args, ...words] }
  return { launch, env: {}, isDemo: false, name: undefined, server }
}

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

/** What a file says of our server, whichever way. */
const heldIn = (text: string, host: Host) => {
  const { entries, remotes } = readHeld(text, host, 'f')
  return {
    started: entries.map(({ name, env: settings, connects }) => ({
      name,
      settings: Object.keys(settings),
      url: connects?.url,
    })),
    reached: remotes.map((remote) => ({ name: remote.name, url: remote.url })),
  }
}

const expected = (host: Host, name = 'jhe', address = url) =>
  host.remote?.signIn === undefined
    ? { started: [{ name, settings: [], url: address }], reached: [] }
    : { started: [], reached: [{ name, url: address }] }

describe.each(hostIds)('%s and a server elsewhere', (id: HostId) => {
  const host: Host = hosts[id]
  const text = own[host.format](host.serversKey, host.isList === true)
  const wanted = elsewhere(host)
  const added = withEntry(text, host, wanted, 'f')
  // but for the comma that parts the last from the new one
  const bare = (part: string): string => part.replaceAll(',', '')

  it('gets an entry that names it and holds no setting of this computer', () => {
    expect(heldIn(added, host)).toEqual(expected(host))
    expect(added).not.toContain('JHE_')
  })

  it('keeps the rest of its file, byte for byte', () => {
    for (const line of text.split('\n')) expect(bare(added)).toContain(bare(line))
    expect(withoutEntry(added, host, wanted, 'f')).toBe(text)
    expect(withoutEntry(added, host, { ...local, env: {} }, 'f')).toBe(text)
  })

  it('is the same when it is set up again', () => {
    expect(withEntry(added, host, wanted, 'f')).toBe(added)
    expect(withEntry(added, host, elsewhere(host, { url: `${url}#x` }), 'f')).toBe(added)
  })

  it('has a local entry of the same name replaced whole, and back again', () => {
    const before = withEntry(text, host, local, 'f')
    const after = withEntry(before, host, wanted, 'f')
    expect(after).toBe(added)
    expect(after).not.toContain('planted')
    expect(withEntry(after, host, local, 'f')).toBe(before)
  })

  it('has the place of its entry kept between two others', () => {
    const before = withEntry(withEntry(text, host, local, 'f'), host, demo, 'f')
    expect(namesIn(before, host)).toEqual(['a', 'jhe', 'jhe-demo'])
    const after = withEntry(before, host, wanted, 'f')
    expect(namesIn(after, host)).toEqual(['a', 'jhe', 'jhe-demo'])
    expect(withEntry(after, host, local, 'f')).toBe(before)
  })

  it('is told another address of the same server name', () => {
    const other = elsewhere(host, { url: 'https://new.example.org/mcp' })
    const moved = withEntry(added, host, other, 'f')
    expect(heldIn(moved, host)).toEqual(expected(host, 'jhe', 'https://new.example.org/mcp'))
    expect(withoutEntry(moved, host, other, 'f')).toBe(text)
  })

  it('can have a second one beside it, and the demo', () => {
    const second = { ...elsewhere(host, { url: 'https://b.example.org/mcp' }), name: 'jhe-b' }
    const both = withEntry(added, host, second, 'f')
    const all = withEntry(both, host, demo, 'f')
    expect(namesIn(all, host)).toEqual(['a', 'jhe', 'jhe-b', 'jhe-demo'])
    expect(withEntry(all, host, { ...second, name: undefined }, 'f')).toBe(all)
    expect(withoutEntry(both, host, { ...second, name: undefined }, 'f')).toBe(added)
  })

  it('is told of a name that another server has', () => {
    expect(() => withEntry(text, host, { ...wanted, name: 'a' }, 'f')).toThrow(/is not jhe-mcp/)
  })

  it.each(['', '\n', ' \t'])('gets a new file where there is %j', (blank) => {
    const made = withEntry(blank, host, wanted, 'f')
    expect(heldIn(made, host)).toEqual(expected(host))
    expect(withoutEntry(made, host, wanted, 'f')).not.toContain('example.org')
  })

  it('keeps a secret out of its file: with headers it starts a bridge', () => {
    const flags = { url, headerFile: '/home/ada/headers' }
    const bridged = withEntry(added, host, elsewhere(host, flags), 'f')
    const [entry] = readHeld(bridged, host, 'f').entries
    expect(entry?.connects).toEqual({
      url,
      transport: 'auto',
      headerFile: '/home/ada/headers',
    })
    expect(readHeld(bridged, host, 'f').remotes).toEqual([])
    const back = withEntry(bridged, host, wanted, 'f')
    expect(heldIn(back, host)).toEqual(expected(host))
    expect(back).not.toContain('header-file')
  })

  it('starts a bridge where the administrator made the client', () => {
    const flags = { url, serverClientId: 'registered.for-jhe' }
    const bridged = withEntry(added, host, elsewhere(host, flags), 'f')
    const [entry] = readHeld(bridged, host, 'f').entries
    expect(entry?.connects).toEqual({ url, transport: 'auto', clientId: 'registered.for-jhe' })
    expect(readHeld(bridged, host, 'f').remotes).toEqual([])
    const back = withEntry(bridged, host, wanted, 'f')
    expect(heldIn(back, host)).toEqual(expected(host))
    expect(back).not.toContain('registered')
  })

  it.each(['http', 'sse'] as const)('says that the server has %s', (transport) => {
    const chosen = elsewhere(host, { url, transport })
    const made = withEntry('', host, chosen, 'f')
    const { entries, remotes } = readHeld(made, host, 'f')
    const told = [
      ...entries.map(({ connects }) => connects?.transport),
      // one that writes the address alike for both finds out by itself
      ...remotes.map((remote) => chosen.server?.native?.transport ?? remote.transport),
    ]
    expect(told).toEqual([
      chosen.server?.native?.transport ?? (remotes.length > 0 ? 'http' : transport),
    ])
    expect(withEntry(made, host, chosen, 'f')).toBe(made)
    const other = elsewhere(host, { url, transport: transport === 'sse' ? 'http' : 'sse' })
    expect(withEntry(made, host, other, 'f')).toBe(withEntry('', host, other, 'f'))
  })
})

/** Names in the order of the file. */
function namesIn(text: string, host: Host): readonly string[] {
  return readServers(text, host, 'f').map(({ name }) => name)
}

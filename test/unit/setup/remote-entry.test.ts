import { describe, expect, it } from 'vitest'

import { connectionOf } from '../../../src/setup/connection.js'
import { readHeld } from '../../../src/setup/entries.js'
import { hosts, type HostId } from '../../../src/setup/hosts/hosts.js'
import { isSameServer, namesJhe, secretsIn, shownUrl } from '../../../src/setup/remote-entry.js'

const url = 'https://mcp.example.org/mcp'

describe('a bridge, by the words after the program', () => {
  it.each<[words: readonly string[], env: Record<string, string>, expected: unknown]>([
    [['connect', url], {}, { url, transport: 'auto' }],
    [['connect', url, '--transport', 'sse'], {}, { url, transport: 'sse' }],
    [['connect', '--transport=http', url], {}, { url, transport: 'http' }],
    [['--log-level', 'debug', 'connect', url], {}, { url, transport: 'auto' }],
    [['connect', '--url', url], {}, { url, transport: 'auto' }],
    [['connect'], { JHE_SERVER_URL: url }, { url, transport: 'auto' }],
    [['connect', url, '--header-file', '/h'], {}, { url, transport: 'auto', headerFile: '/h' }],
    [['connect', '--server-client-id', 'c', url], {}, { url, transport: 'auto', clientId: 'c' }],
    [['connect', url], { JHE_SERVER_CLIENT_ID: 'c' }, { url, transport: 'auto', clientId: 'c' }],
    [['connect'], {}, { url: undefined, transport: 'auto' }],
    [['demo', '--stdio'], {}, undefined],
    [[], { JHE_SERVER_URL: url }, undefined],
  ])('%j with %j', (words, env, expected) => {
    expect(connectionOf(words, env)).toEqual(expected)
  })
})

const read = (id: HostId, entry: unknown) =>
  readHeld(JSON.stringify({ [hosts[id].serversKey]: { far: entry } }), hosts[id], 'f').remotes

describe('an entry with an address', () => {
  it.each<[HostId, unknown, string | undefined]>([
    ['cursor', { url }, 'http'],
    ['cursor', { url, type: 'sse' }, 'sse'],
    ['claude-code', { url, type: 'http' }, 'http'],
    ['gemini-cli', { httpUrl: url }, 'http'],
    ['gemini-cli', { url }, 'sse'],
    ['gemini-cli', { url, type: 'http' }, 'http'],
    ['windsurf', { serverUrl: url }, 'http'],
    ['cline-cli', { transport: { type: 'streamableHttp', url } }, 'http'],
    ['rovo-dev', { url, transport: 'sse' }, 'sse'],
    ['claude-desktop', { url }, undefined],
    ['cursor', { url: '' }, undefined],
    ['cursor', { url: 7 }, undefined],
    ['cursor', null, undefined],
    ['cursor', { command: 'npx' }, undefined],
  ])('of %s: %j', (id, entry, transport) => {
    expect(read(id, entry).map((remote) => remote.transport)).toEqual(
      transport === undefined ? [] : [transport],
    )
  })

  it('is of one server whatever its fragment and the case of its host', () => {
    expect(isSameServer('https://MCP.example.org/mcp#x', url)).toBe(true)
    expect(isSameServer('https://mcp.example.org', 'https://mcp.example.org/')).toBe(true)
    expect(isSameServer(`${url}/`, url)).toBe(false)
    expect(isSameServer('nothing', 'nothing')).toBe(true)
    expect(isSameServer(undefined, undefined)).toBe(false)
  })

  it.each([
    ['jhe', url, true],
    ['jhe-far', url, true],
    ['study', 'https://mcp.jhe.example.org/mcp', true],
    ['study', 'https://jupyterhealth.example.org/mcp', true],
    ['study', url, false],
    ['sjhell', url, false],
    ['github', 'https://api.example.com/jhe', false],
  ])('named %s at %s is of JHE: %s', (name, address, isOurs) => {
    expect(namesJhe({ name, url: address, transport: 'http', headers: {} })).toBe(isOurs)
  })

  it.each<[headers: Record<string, string>, address: string, secrets: readonly string[]]>([
    [{ Authorization: 'Bearer x' }, url, ['Authorization']],
    [{ 'x-api-key': 'x', Accept: 'y' }, url, ['x-api-key']],
    [{ Cookie: 'x' }, url, ['Cookie']],
    [{ Authorization: 'Bearer ${TOKEN}' }, url, []],
    [{ Authorization: 'Bearer ${input:token}' }, url, []],
    [{ Authorization: 'Bearer {env:TOKEN}' }, url, []],
    [{ Authorization: 'Bearer $TOKEN' }, url, []],
    [{ Authorization: '' }, url, []],
    [{}, `${url}?api_key=x`, ['api_key']],
    [{}, `${url}?project=x`, []],
  ])('with %j at %s has in clear: %j', (headers, address, secrets) => {
    expect(secretsIn({ name: 'a', url: address, transport: 'http', headers })).toEqual(secrets)
  })

  it('is shown without what may be a key in it', () => {
    expect(shownUrl('https://u:p@mcp.example.org/mcp?k=1#f')).toBe(url)
    expect(shownUrl('planted')).toBe('an address that is not a URL')
  })
})

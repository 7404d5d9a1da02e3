import { describe, expect, it } from 'vitest'

import { tomlFormat } from '../../../../src/setup/formats/toml-format.js'

const path = ['mcp_servers', 'jhe']
const value = { url: 'https://mcp.example.org/mcp' }
const { set, read } = tomlFormat

/** Ways to write a server that is to be replaced whole, and what becomes of the file. */
const files: readonly (readonly [what: string, before: string, after: string])[] = [
  [
    'tables in the middle of the file',
    '# mine\nmodel = "m"\n\n[mcp_servers.a]\ncommand = "x" # a\n\n[mcp_servers.jhe]\ncommand = "npx"\nargs = ["-y"]\n\n[mcp_servers.jhe.env]\nK = "secret"\n\n[mcp_servers.b]\ncommand = "y"\n',
    '# mine\nmodel = "m"\n\n[mcp_servers.a]\ncommand = "x" # a\n\n[mcp_servers.jhe]\nurl = "https://mcp.example.org/mcp"\n\n[mcp_servers.b]\ncommand = "y"\n',
  ],
  [
    'tables at the end, without a last line end',
    '[mcp_servers.jhe]\r\ncommand = "npx"\r\n\r\n[mcp_servers.jhe.env]\r\nK = "secret"',
    '[mcp_servers.jhe]\r\nurl = "https://mcp.example.org/mcp"\r\n',
  ],
  [
    'a table of its environment that stands first and elsewhere',
    '[mcp_servers.jhe.env]\nK = "secret"\n\n[other]\nk = 1\n\n[mcp_servers.jhe]\ncommand = "npx"\n',
    '[mcp_servers.jhe]\nurl = "https://mcp.example.org/mcp"\n\n[other]\nk = 1\n',
  ],
  [
    'an inline table',
    '[mcp_servers]\njhe = { command = "npx", env = { K = "secret" } } # mine\na = { command = "x" }\n',
    '[mcp_servers]\njhe = { url = "https://mcp.example.org/mcp" } # mine\na = { command = "x" }\n',
  ],
]

describe('a server of a TOML file, replaced whole', () => {
  it.each(files)('%s', (_what, before, after) => {
    const replaced = set(before, path, value)
    expect(replaced).toBe(after)
    expect(set(replaced, path, value)).toBe(replaced)
  })

  it('keys with dots', () => {
    const replaced = set(
      'mcp_servers.jhe.command = "npx"\nmcp_servers.jhe.env.K = "secret"\nmodel = "m"\n',
      path,
      value,
    )
    expect(read(replaced)).toEqual({ model: 'm', mcp_servers: { jhe: value } })
  })
})

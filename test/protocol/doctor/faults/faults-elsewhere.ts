import { chmod, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { bin } from '../../../support/clients/mcp-clients.js'
import type { DoctorWorld } from '../../../support/worlds/doctor-world.js'
import type { Fault } from './fault.js'
import { cursor } from './faults-server.js'

/** An entry of Cursor for a server elsewhere, beside the one that starts it here. */
const remote = (server: Readonly<Record<string, unknown>>) =>
  cursor(
    JSON.stringify({
      mcpServers: { jhe: { command: process.execPath, args: [bin] }, 'jhe-far': server },
    }),
  )

/** A bridge whose headers are in a file. */
const bridge = (mode: number | undefined): Pick<Fault, 'break' | 'mend'> => {
  const fileIn = ({ home }: DoctorWorld) => join(home, 'headers')
  return {
    break: async (world) => {
      const path = fileIn(world)
      if (mode !== undefined) {
        await writeFile(path, 'Authorization: Bearer canary-token\n')
        await chmod(path, mode)
      }
      const url = 'https://mcp.example.org/mcp'
      const args = [bin, 'connect', url, '--header-file', path]
      return await remote({ command: process.execPath, args }).break(world)
    },
    mend: async (world) => {
      await remote({}).mend?.(world)
      await rm(fileIn(world), { force: true })
    },
  }
}

export const elsewhereFaults: readonly Fault[] = [
  {
    id: 'mcp.elsewhere',
    outcome: 'token_in_file',
    what: 'a token in clear in the entry of a server elsewhere',
    seen: /Cursor has a secret in clear \(Authorization\)/,
    ...remote({
      url: 'https://mcp.example.org/mcp',
      headers: { Authorization: 'Bearer canary-token' },
    }),
  },
  {
    id: 'mcp.elsewhere',
    outcome: 'token_in_file',
    what: 'a key in clear in the address of a server elsewhere',
    seen: /\(api_key\)/,
    ...remote({ url: 'https://mcp.example.org/mcp?api_key=canary-token' }),
  },
  {
    id: 'mcp.elsewhere',
    outcome: 'plain_http',
    what: 'a server elsewhere without TLS',
    ...remote({ url: 'http://mcp.example.org/mcp' }),
  },
  {
    id: 'mcp.elsewhere',
    outcome: 'headers_gone',
    what: 'a bridge whose file of headers is not there',
    ...bridge(undefined),
  },
  {
    id: 'mcp.elsewhere',
    outcome: 'headers_open',
    what: 'a bridge whose file of headers others can read',
    notHere: process.platform === 'win32' ? 'no modes' : undefined,
    ...bridge(0o644),
  },
]

import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'

import { hostEnv } from './model-hosts.js'
import { programs } from './installed.js'

/** mcp-remote with a host behind it. */
export interface Remote {
  readonly client: Client
  /** The address that it asks its person to open. */
  readonly address: Promise<string>
  /** When it has found the server. */
  readonly connected: Promise<void>
  readonly output: () => string
}

const prompt = /Please authorize this client by visiting:\s+(\S+)\s/

/**
 * Starts mcp-remote as hosts do that can only start programs, and connects to it.
 * @param args address of the server, then its flags
 */
export function startRemote(home: string, args: readonly string[]): Remote {
  const client = new Client({ name: 'host', version: '1.0.0' })
  const transport = new StdioClientTransport({
    command: programs.node,
    args: [programs.remote, ...args],
    env: { ...hostEnv(home), BROWSER: 'true' },
    stderr: 'pipe',
    cwd: home,
  })
  let output = ''
  const address = new Promise<string>((resolve) => {
    transport.stderr?.on('data', (part: unknown) => {
      output += String(part)
      const found = prompt.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  return { client, address, connected: client.connect(transport), output: () => output }
}

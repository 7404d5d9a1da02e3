import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'

import { hostsFolder } from './installed.js'
import { hostEnv } from './model-hosts.js'

/** mcp-remote with a host that starts it. */
export interface Remote {
  readonly client: Client
  /** All that it has told its person, who reads it in the host's log. */
  readonly told: () => string
  /** Until it has found the server and the person has signed in. */
  readonly connected: Promise<void>
}

const prompt = /Please authorize this client by visiting:\s+(\S+)\s/

/**
 * Starts mcp-remote as the configuration of hosts says that can only start programs: `npx mcp-remote`.
 * @param args address of the server, then flags
 * @param visit called with the address that it asks the person to open
 */
export function startRemote(
  home: string,
  args: readonly string[],
  visit: (address: string) => Promise<void>,
): Remote {
  const client = new Client({ name: 'host', version: '1.0.0' })
  const transport = new StdioClientTransport({
    command: 'npx',
    args: ['--no-install', 'mcp-remote', ...args],
    env: { ...hostEnv(home), BROWSER: 'true' },
    stderr: 'pipe',
    cwd: hostsFolder,
  })
  let told = ''
  const visited = new Promise<void>((_resolve, reject) => {
    transport.stderr?.on('data', (part: unknown) => {
      const before = prompt.test(told)
      told += String(part)
      const address = prompt.exec(told)?.[1]
      if (!before && address !== undefined) visit(address).catch(reject)
    })
  })
  return {
    client,
    told: () => told,
    // the sign-in is a part of it
    connected: Promise.race([client.connect(transport, { timeout: 150_000 }), visited]),
  }
}

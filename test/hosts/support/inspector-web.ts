import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { bin } from '../../support/clients/mcp-clients.js'
import { freePort } from '../../support/loopback.js'
import { programs } from './installed.js'
import { startIn } from './run-host.js'
import { written } from './terminal.js'

/** A host that is a page in a browser. */
export interface WebHost {
  /** Its page, with what it asks of who opens it. */
  readonly address: string
  readonly close: () => Promise<void>
}

/** The Inspector's page, which knows the demo world as the server `jhe`. */
export async function startInspectorWeb(home: string): Promise<WebHost> {
  const [port, sandbox] = [await freePort(), await freePort()]
  const env = { HOME: home }
  const config = join(home, 'inspector.json')
  const server = { type: 'stdio', command: process.execPath, args: [bin, 'demo', '--stdio'], env }
  await writeFile(config, JSON.stringify({ mcpServers: { jhe: server } }))
  const run = await startIn(
    home,
    [programs.node, programs.inspector, '--web', '--config', config],
    {
      CLIENT_PORT: String(port),
      MCP_SANDBOX_PORT: String(sandbox),
      MCP_AUTO_OPEN_ENABLED: 'false',
    },
  )
  const close = async (): Promise<void> => {
    run.child.kill('SIGINT')
    await run.exit
  }
  try {
    return { address: await written(run.child.stdout, /(http:\/\/\S+)\s/), close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

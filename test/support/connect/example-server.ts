import { spawn } from 'node:child_process'
import { join } from 'node:path'

import { freePort } from '../loopback.js'
import { watch } from '../processes/watch-process.js'
import { root } from '../source-files.js'

/** An example server of the SDK's first major, as its package brings it. */
export interface ExampleServer {
  readonly url: string
  close(): Promise<void>
}

/** The examples, each with the path of its endpoint and the port that its text names. */
export const examples = {
  'Streamable HTTP': { file: 'simpleStreamableHttp', path: '/mcp' },
  'HTTP with SSE': { file: 'simpleSseServer', path: '/mcp' },
  'both at /mcp': { file: 'sseAndStreamableHttpCompatibleServer', path: '/mcp' },
  'both at /sse': { file: 'sseAndStreamableHttpCompatibleServer', path: '/sse' },
} as const

export type ExampleName = keyof typeof examples

/** The examples listen on port 3000 and say so on stdout: this leads them elsewhere, in both. */
const moved = (port: number): string => {
  const code = `import { Server } from 'node:net'
console.log = console.error
const listen = Server.prototype.listen
Server.prototype.listen = function (first, ...rest) { return listen.call(this, first === 3000 ? ${port} : first, ...rest) }`
  return `data:text/javascript,${encodeURIComponent(code)}`
}

export async function startExample(name: ExampleName): Promise<ExampleServer> {
  const { file, path } = examples[name]
  const folder = join(root, 'node_modules', '@modelcontextprotocol', 'sdk', 'dist', 'esm')
  const port = await freePort()
  const script = join(folder, 'examples', 'server', `${file}.js`)
  const server = watch(
    spawn(process.execPath, ['--import', moved(port), script], {
      env: { PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    }),
  )
  const close = async (): Promise<void> => {
    server.child.kill('SIGKILL')
    await server.exit
  }
  try {
    await server.said(/listening on port/)
  } catch (thrown) {
    await close()
    throw thrown
  }
  return { url: `http://localhost:${port}${path}`, close }
}

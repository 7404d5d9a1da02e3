import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

import { z } from 'zod'

import { ended } from '../processes/ended.js'
import { bin, type HostOptions } from './mcp-clients.js'

const messageSchema = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.number(), z.string()]).optional(),
  method: z.string().optional(),
  result: z.unknown().optional(),
  error: z.looseObject({ code: z.number() }).optional(),
})
export type Message = z.output<typeof messageSchema>

/** A host that writes lines by hand and keeps every line that comes back. */
export interface RawHost {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>
  readonly lines: readonly string[]
  readonly stderr: () => string
  /** Exit code and signal, once all that it wrote has been read. */
  readonly exited: ReturnType<typeof ended>
  send(message: object): void
  /** The answer to a request, once it is there. */
  answerTo(id: number): Promise<Message>
  /** Ends stdin and waits for the process; its exit code. */
  end(): Promise<number | null>
}

/** Every line of stdout must be a JSON-RPC message. */
export const parseLine = (line: string): Message => messageSchema.parse(JSON.parse(line))

export const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'raw-host', version: '1.0.0' },
  },
}

/** How a client of 2026-07-28 begins, and how others try whether a server is of that era. */
export const discover = {
  jsonrpc: '2.0',
  id: 0,
  method: 'server/discover',
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'raw-host', version: '1.0.0' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
}

export const callMessage = (id: number, name: string, args: object = {}): object => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
})

/** Spawns the built server with nothing in its environment but what is given. */
export const startRawHost = ({ args = [], env = {} }: HostOptions = {}): RawHost =>
  spawnRawHost(process.execPath, [bin, ...args], env)

/** The same with any program as the server. */
export function spawnRawHost(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): RawHost {
  const child = spawn(command, args, {
    env: { ...env, PATH: process.env['PATH'] ?? '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  let errors = ''
  const waiting = new Map<number, (message: Message) => void>()
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()))
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    const message = parseLine(line)
    if (typeof message.id === 'number' && message.method === undefined) {
      waiting.get(message.id)?.(message)
    }
  })
  const exited = ended(child)
  return {
    process: child,
    exited,
    lines,
    stderr: () => errors,
    send: (message) => {
      child.stdin.write(`${JSON.stringify(message)}\n`)
    },
    answerTo: async (id) =>
      await new Promise((resolve, reject) => {
        const known = lines.map(parseLine).find((message) => message.id === id && !message.method)
        if (known !== undefined) {
          resolve(known)
          return
        }
        waiting.set(id, resolve)
        void exited.then(() => {
          reject(new Error(`the server ended without answering ${id}: ${errors}`))
        })
      }),
    end: async () => {
      child.stdin.end()
      const [code] = await exited
      return code
    },
  }
}

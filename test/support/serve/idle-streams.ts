import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'

import { tellsHeap } from '../processes/tells-heap.js'
import type { Replica } from './served-world.js'

/** An open stream. */
export interface OpenStream {
  /** Cuts its connection and waits until it is gone here. */
  abandon(): Promise<void>
  /** Resolves when its connection is closed, whoever closed it. */
  readonly closed: Promise<void>
}

const isResponse = (value: unknown): value is IncomingMessage =>
  typeof value === 'object' && value !== null && 'statusCode' in value

const open = async (
  port: number,
  asked: { method: string; path: string; headers: Record<string, string>; body?: string },
): Promise<OpenStream> => {
  const { body, ...options } = asked
  const sent = request({ host: '127.0.0.1', port, agent: false, ...options })
  sent.end(body)
  const response: unknown = (await once(sent, 'response'))[0]
  if (!isResponse(response)) throw new Error('no answer')
  const isStream = response.headers['content-type']?.startsWith('text/event-stream')
  if (response.statusCode !== 200 || isStream !== true) {
    const refusal = (await response.setEncoding('utf8').toArray()).join('')
    throw new Error(`no stream: ${response.statusCode} ${refusal}`)
  }
  response.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => {
    response.once('close', resolve)
  })
  // its first event
  await once(response, 'data')
  return {
    closed,
    abandon: async () => {
      response.destroy()
      await closed
    },
  }
}

/** A stream of the legacy transport, on which nothing is asked. */
export const openLegacyStream = async (port: number, token: string): Promise<OpenStream> =>
  await open(port, {
    method: 'GET',
    path: '/sse',
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
  })

const listen = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'subscriptions/listen',
  params: {
    notifications: { toolsListChanged: true },
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
})

/** A `subscriptions/listen` of 2026-07-28. */
export const openListenStream = async (port: number, token: string): Promise<OpenStream> =>
  await open(port, {
    method: 'POST',
    path: '/mcp',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'subscriptions/listen',
    },
    body: listen,
  })

export type Opener = typeof openLegacyStream

/** Opens so many, fifty at a time. */
export const openMany = async (count: number, by: () => Promise<OpenStream>) => {
  const streams: OpenStream[] = []
  while (streams.length < count) {
    const some = Array.from({ length: Math.min(50, count - streams.length) }, by)
    streams.push(...(await Promise.all(some)))
  }
  return streams
}

export const abandonAll = async (streams: readonly OpenStream[]): Promise<void> => {
  await Promise.all(
    streams.map(async (stream) => {
      await stream.abandon()
    }),
  )
}

/** Settings under which a replica tells its heap on SIGUSR2. */
export const tellingHeap: Readonly<Record<string, string>> = { NODE_OPTIONS: tellsHeap.join(' ') }

/** What a process holds, in MiB. */
export interface Held {
  /** Objects in use after a full collection of garbage. */
  readonly heap: number
  /** NaN where there is no `/proc`. */
  readonly resident: number
}

/** Looks at a replica that tells its heap. */
export async function lookAt({ child, stderr }: Replica): Promise<Held> {
  const seen = stderr().length
  child.kill('SIGUSR2')
  let heap: string | undefined
  while (heap === undefined) {
    if (child.stderr === null || child.exitCode !== null) throw new Error('the program has ended')
    await once(child.stderr, 'data')
    heap = /heap (\d+)\n/.exec(stderr().slice(seen))?.[1]
  }
  const status =
    process.platform === 'linux' ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : ''
  const resident = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024
  return { heap: Number(heap) / 2 ** 20, resident }
}

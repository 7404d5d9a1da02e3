import { readFileSync } from 'node:fs'

import { Pool } from 'undici'

import { inFlight, type Party } from '../call.js'

/** A served program that answers MCP over HTTP. */
export interface HttpProgram {
  /** With `/mcp`. */
  readonly address: string
  readonly pid: number
  /** Absent for a program without sign-in. */
  readonly token?: string
}

/** A tool with its arguments, in an era of the protocol. */
export interface HttpQuestion {
  readonly tool: string
  readonly args: object
  readonly era: '2025' | '2026-07-28'
}

/** Kept connections to a program. */
export interface HttpCaller {
  /** @throws Error for an answer that is not 200, or an error of a tool */
  call(question: HttpQuestion, token?: string): Promise<void>
  /** The same call one at a time, or eight at a time. */
  partyOf(question: HttpQuestion): Party
  close(): Promise<void>
}

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

const messageOf = (id: number, { tool, args, era }: HttpQuestion) => {
  const params = { name: tool, arguments: args }
  const request = { jsonrpc: '2.0', id, method: 'tools/call' }
  return era === '2025'
    ? { headers: {}, body: JSON.stringify({ ...request, params }) }
    : {
        headers: {
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'tools/call',
          'mcp-name': tool,
        },
        body: JSON.stringify({ ...request, params: { ...params, _meta: meta } }),
      }
}

export function openHttpCaller({ address, token: usual }: HttpProgram): HttpCaller {
  const { origin, pathname } = new URL(address)
  const pool = new Pool(origin, { connections: inFlight, pipelining: 1 })
  let id = 0
  const call = async (question: HttpQuestion, token = usual): Promise<void> => {
    id += 1
    const { headers, body } = messageOf(id, question)
    const response = await pool.request({
      path: pathname,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body,
    })
    const text = await response.body.text()
    if (
      response.statusCode !== 200 ||
      text.includes('"isError":true') ||
      !text.includes('"result"')
    )
      throw new Error(`${question.tool}: ${response.statusCode} ${text.slice(0, 300)}`)
  }
  return {
    call,
    partyOf: (question) => ({
      once: async () => {
        await call(question)
      },
      many: async (count) => {
        let left = count
        const worker = async (): Promise<void> => {
          while (left > 0) {
            left -= 1
            await call(question)
          }
        }
        await Promise.all(Array.from({ length: inFlight }, worker))
      },
    }),
    close: async () => {
      await pool.close()
    },
  }
}

/** Milliseconds of a clock tick of `/proc`, which is 1/100 s on every Linux of today. */
const tick = 10

/** Processor time that a process has used, in milliseconds; NaN where there is no `/proc`. */
export function processorTime(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return (Number(user) + Number(system)) * tick
}

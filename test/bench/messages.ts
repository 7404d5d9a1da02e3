import { z } from 'zod'

/** How a host of each protocol era begins. */
export const greetings = {
  '2025': `${JSON.stringify({
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'bench', version: '1.0.0' },
    },
  })}\n`,
  '2026-07-28': `${JSON.stringify({
    jsonrpc: '2.0',
    id: 0,
    method: 'server/discover',
    params: {
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  })}\n`,
} as const

/** Requests with ids of their own, ready to be written. */
export interface Caller {
  /** The next call of a tool. */
  readonly next: (tool: string, args: object) => string
  readonly many: (count: number, tool: string, args: object) => readonly string[]
}

export function createCaller(): Caller {
  let id = 0
  const next = (tool: string, args: object): string => {
    id += 1
    const params = { name: tool, arguments: args }
    return `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })}\n`
  }
  return {
    next,
    many: (count, tool, args) => Array.from({ length: count }, () => next(tool, args)),
  }
}

const answerSchema = z.looseObject({
  result: z.looseObject({
    isError: z.boolean().optional(),
    content: z.array(z.looseObject({ text: z.string() })),
    structuredContent: z.record(z.string(), z.unknown()).optional(),
  }),
})

/** What a tool said, once it is known to be no failure. */
export interface ToolAnswer {
  readonly text: string
  readonly value: Readonly<Record<string, unknown>> | undefined
}

/** @throws Error for a call that failed: nothing must be measured that does not work */
export function readAnswer(line: Buffer): ToolAnswer {
  const { result } = answerSchema.parse(JSON.parse(line.toString()))
  const text = result.content.map((part) => part.text).join('\n')
  if (result.isError === true) throw new Error(text)
  return { text, value: result.structuredContent }
}

const listSchema = z.looseObject({ result: z.looseObject({ tools: z.array(z.unknown()) }) })

/** The tools of a `tools/list`, as they came. */
export function readToolList(line: Buffer): readonly unknown[] {
  return listSchema.parse(JSON.parse(line.toString())).result.tools
}

import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import type { AuditEntry } from '../../../src/audit/event.js'
import type { App } from '../../../src/calls/app.js'
import { callTool } from '../../../src/calls/call-tool.js'
import type { RequestContext } from '../../../src/calls/request-context.js'
import { JheError } from '../../../src/errors.js'
import { definePublicTool } from '../../../src/tools/tool.js'
import { everything } from '../../../src/permissions/grant.js'
import { testGuard } from '../../support/guard/generous.js'

const origin = { transport: 'http', subject: 10_001, clientId: 'client', grant: 'a hash' } as const

const tool = definePublicTool({
  name: 'count',
  set: 'default',
  title: 'Count',
  description: 'Counts.',
  input: z.strictObject({ n: z.int() }),
  output: z.strictObject({ n: z.int() }),
  run: async ({ n }) => await Promise.resolve({ value: { n } }),
})

const nobody = async (): Promise<never> => await Promise.reject(new Error('not asked'))

const open = (given: Partial<RequestContext> = {}) => {
  const lines: AuditEntry[] = []
  const config: App['config'] = {
    permissions: 'auto',
    consent: 'enforce',
    maxRows: 10,
    maxBytes: 10_000,
    statementTimeout: 1000,
    baseUrl: undefined,
  }
  const app = {
    version: '0.0.0',
    config,
    now: () => new Date('2026-03-04T09:30:00Z'),
    database: nobody,
    guard: async () => await Promise.resolve(testGuard(() => new Date())),
    audit: { record: (entry: AuditEntry) => lines.push(entry) },
  }
  const request: RequestContext = {
    identity: { current: nobody, state: nobody },
    limits: { rows: 10, bytes: 10_000 },
    notice: undefined,
    grant: everything,
    toolset: { tools: [tool], setsOff: [] },
    client: null,
    signal: new AbortController().signal,
    ...given,
  }
  const call = async (args: unknown) =>
    await callTool(app, request, { event: 'tool', name: 'count', tool, args })
  return { call, lines }
}

describe('the turn of a call', () => {
  it('is waited for by the whole call', async () => {
    const order: string[] = []
    const { call, lines } = open({
      origin,
      turn: async (_signal, work) => {
        order.push('began')
        const result = await work()
        order.push('ended')
        return result
      },
    })
    expect((await call({ n: 1 })).value).toEqual({ n: 1 })
    expect(order).toEqual(['began', 'ended'])
    expect(lines).toMatchObject([{ code: 'OK', ...{ transport: 'http', client_id: 'client' } }])
  })

  it('that is refused ends the call with an audit line that names the person', async () => {
    const { call, lines } = open({
      origin,
      turn: async () => await Promise.reject(new JheError('RATE_LIMITED', 'Too many.', 'Wait.')),
    })
    await expect(call({ n: 1 })).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    expect(lines).toMatchObject([
      {
        ...{ code: 'RATE_LIMITED', subject: 10_001, transport: 'http', client_id: 'client' },
        ...{ grant: 'a hash', rows: 0 },
      },
    ])
  })

  it('is not taken by a call whose arguments are wrong', async () => {
    let turns = 0
    const { call } = open({
      turn: async (_signal, work) => {
        turns += 1
        return await work()
      },
    })
    await expect(call({ n: 'one' })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    expect(turns).toBe(0)
  })

  it('does not exist on this computer, nor do the fields of the served in its lines', async () => {
    const { call, lines } = open()
    expect((await call({ n: 1 })).value).toEqual({ n: 1 })
    expect(Object.keys(lines[0] ?? {})).not.toContain('transport')
    expect(Object.keys(lines[0] ?? {})).not.toContain('grant')
  })
})

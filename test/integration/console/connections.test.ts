import { afterEach, describe, expect, it } from 'vitest'

import { askLines, type AskLine } from '../../../src/console/api/ask-lines.js'
import {
  createConnections,
  type Connections,
} from '../../../src/console/connections/connections.js'
import { createMessageLog, type MessageLog } from '../../../src/console/message-log.js'
import { pipeUpstream } from '../../../src/console/ways/pipe-upstream.js'
import { startedServer } from '../../../src/console/ways/started-server.js'
import { rejected } from '../../support/caught.js'
import { programs } from '../../support/console/programs.js'

const [node, program] = programs.sample

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(
    closing.splice(0).map(async (close) => {
      await close()
    }),
  )
})

interface Opened {
  readonly connections: Connections
  readonly id: string
  readonly log: MessageLog
  /** Ends the wait that is under way, as if its time had passed. */
  readonly pass: () => void
  readonly call: (name: string, args?: object) => Promise<Readonly<Record<string, unknown>>>
}

const never = new AbortController().signal

const open = (command: string = node, args: readonly string[] = [program]): Opened => {
  const log = createMessageLog()
  let wake: () => void = () => undefined
  const connections = createConnections({
    log,
    version: '0.0.0',
    now: () => new Date('2026-01-01T00:00:00Z'),
    wait: async (_ms, signal) => {
      await new Promise<void>((resolve) => {
        wake = resolve
        if (signal.aborted) resolve()
        signal.addEventListener('abort', () => {
          resolve()
        })
      })
    },
  })
  closing.push(async () => {
    await connections.close()
  })
  const pipe = startedServer({ command, args })
  const entry = { name: 'sample', kind: 'stdio', address: command } as const
  const id = connections.add(entry, { open: (receive) => pipeUpstream(pipe, receive) })
  return {
    connections,
    id,
    log,
    pass: () => {
      wake()
    },
    call: async (name, given = {}) =>
      await connections.find(id).ask('tools/call', { name, arguments: given }, never),
  }
}

const stateOf = ({ connections }: Opened) => connections.list()[0]

/** The same once the wait that is under way, or the next one, has passed. */
const stateAfterPass = (opened: Opened) => {
  opened.pass()
  return stateOf(opened)
}

/** Programs are started meanwhile, also on a busy computer. */
const soon = { timeout: 20_000 }

describe('a server that is a program on this computer', () => {
  it('is connected, asked, pinged and ended, and every message is noted without its body', async () => {
    const opened = open()
    const { connections, id, log, call } = opened
    await connections.find(id).connect()
    expect(stateOf(opened)).toMatchObject({ state: 'connected', title: 'sample-program' })
    expect(await call('echo', { text: 'a secret' })).toMatchObject({
      content: [{ text: 'a secret' }],
    })
    await expect.poll(() => stateAfterPass(opened)?.ping_ms, soon).toBeTypeOf('number')
    const methods = log.after(0).map(({ direction, kind, method }) => [direction, kind, method])
    expect(methods).toContainEqual(['sent', 'request', 'tools/call'])
    expect(methods).toContainEqual(['received', 'answer', 'tools/call'])
    expect(methods).toContainEqual(['received', 'answer', 'ping'])
    expect(JSON.stringify(log.after(0))).not.toContain('a secret')
    const greeting = log.after(0).find(({ method }) => method === 'initialize')
    const client = { name: 'jhe-mcp-console', version: '0.0.0' }
    expect(log.bodyOf(greeting?.number ?? 0)).toMatchObject({ params: { clientInfo: client } })
    const called = log.after(0).find(({ method }) => method === 'tools/call')
    expect(JSON.stringify(log.bodyOf(called?.number ?? 0))).toContain('a secret')
    await connections.find(id).end()
    expect(stateOf(opened)).toMatchObject({ state: 'ended', since: null })
    expect((await rejected(call('echo'))).code).toBe('SERVER_UNREACHABLE')
  })

  it('is ended also where the end of its session fails', async () => {
    let isClosed = false
    const { connections } = open()
    const entry = { name: 'no end', kind: 'own', address: '' } as const
    const id = connections.add(entry, {
      open: (receive) => {
        const upstream = pipeUpstream(startedServer({ command: node, args: [program] }), receive)
        const close = async (): Promise<void> => {
          await upstream.close()
          throw new Error('it does not close')
        }
        return { ...upstream, close }
      },
      close: async () => {
        await Promise.resolve()
        isClosed = true
      },
    })
    await connections.find(id).connect()
    await expect(connections.remove(id)).rejects.toThrow('it does not close')
    expect(isClosed).toBe(true)
  })

  it('gets nothing of this program’s settings', async () => {
    process.env['JHE_DB_CONN'] = 'postgresql://planted'
    try {
      const { connections, id, call } = open()
      await connections.find(id).connect()
      const names = JSON.stringify(await call('environment'))
      expect(names).toContain('PATH')
      expect(names).not.toContain('JHE_')
    } finally {
      delete process.env['JHE_DB_CONN']
    }
  })

  it('tells progress line by line, and the result last', async () => {
    const { connections, id } = open()
    await connections.find(id).connect()
    const lines: AskLine[] = []
    const params = { name: 'count', arguments: { to: 3 } }
    for await (const line of askLines({
      connections,
      id,
      method: 'tools/call',
      params,
      signal: never,
    }))
      lines.push(line)
    expect(lines.slice(0, 3)).toMatchObject(
      [1, 2, 3].map((progress) => ({ progress: { progress } })),
    )
    expect(lines.at(-1)).toMatchObject({ result: { content: [{ text: 'counted to 3' }] } })
  })

  it('is told where an answer is no longer wanted', async () => {
    const { connections, id, log, call } = open()
    await connections.find(id).connect()
    const stopping = new AbortController()
    const asking = connections.find(id).ask('tools/call', { name: 'wait' }, stopping.signal)
    await expect
      .poll(() => log.after(0).some(({ method }) => method === 'tools/call'), soon)
      .toBe(true)
    stopping.abort(new Error('no longer wanted'))
    await expect(asking).rejects.toThrow('no longer wanted')
    await expect
      .poll(async () => JSON.stringify(await call('cancelled')), soon)
      .toContain('"text":"1"')
  })

  it('that ends says so, and is opened again', async () => {
    const opened = open()
    const { connections, id, call } = opened
    await connections.find(id).connect()
    expect((await rejected(call('end'))).message).toContain('has ended')
    await expect.poll(() => stateAfterPass(opened)?.state, soon).toBe('reconnecting')
    await expect
      .poll(() => stateAfterPass(opened), soon)
      .toMatchObject({ state: 'connected', reconnects: 1 })
    expect(await call('echo', { text: 'again' })).toMatchObject({ content: [{ text: 'again' }] })
  })

  it('that cannot be started is named, with the next step', async () => {
    const opened = open('no-such-program-anywhere', [])
    const { connections, id } = opened
    const error = await rejected(connections.find(id).connect())
    expect(error).toMatchObject({ code: 'SERVER_UNREACHABLE' })
    expect(error.hint).toContain('terminal')
    await expect.poll(() => stateOf(opened)?.state, soon).toBe('failed')
    // what is asked of it tries again, and says the same
    const again = await rejected(connections.find(id).ask('ping', {}, never))
    expect(again.message).toBe(error.message)
  })

  it('that is removed gives up what its way holds', async () => {
    const { connections } = open()
    const closed: string[] = []
    const pipe = startedServer({ command: node, args: [program] })
    const id = connections.add(
      { name: 'other', kind: 'stdio', address: '' },
      {
        open: (receive) => pipeUpstream(pipe, receive),
        close: async () => {
          closed.push('other')
          await Promise.resolve()
        },
      },
    )
    await connections.find(id).connect()
    await connections.remove(id)
    expect(closed).toEqual(['other'])
    expect(connections.list().map(({ name }) => name)).toEqual(['sample'])
    expect((await rejected(connections.signIn(id, never))).code).toBe('INPUT_INVALID')
  })
})

describe('an answer that cannot be taken', () => {
  it('fails its question, and the next one is answered', async () => {
    const pipe = startedServer({ command: node, args: [program] })
    let isRefusing = true
    const upstream = pipeUpstream(pipe, () => {
      if (isRefusing) throw new Error('not now')
      return undefined
    })
    closing.push(async () => {
      await upstream.close()
    })
    const ask = async (id: number): Promise<void> => {
      await upstream.send({ jsonrpc: '2.0', id, method: 'ping' }, never)
    }
    expect((await rejected(ask(1))).code).toBe('INTERNAL')
    isRefusing = false
    await ask(2)
  })
})

describe('the log of messages', () => {
  it('keeps the last ones only', () => {
    const log = createMessageLog(3)
    const message = {
      at: '2026-01-01T00:00:00Z',
      server: 'sample',
      direction: 'sent',
      kind: 'request',
      method: 'ping',
      id: 1,
      ms: null,
      bytes: 2,
    } as const
    for (let number = 1; number <= 5; number += 1) log.add(message, { number })
    expect(log.after(0).map(({ number }) => number)).toEqual([3, 4, 5])
    expect(log.after(4)).toHaveLength(1)
    expect(log.bodyOf(1)).toBeUndefined()
    expect(log.bodyOf(5)).toEqual({ number: 5 })
  })

  it('keeps the newest bodies up to a number of bytes, and all lines', () => {
    const log = createMessageLog(10, 100)
    const message = {
      at: '2026-01-01T00:00:00Z',
      server: 'sample',
      direction: 'received',
      kind: 'answer',
      method: 'tools/call',
      id: 1,
      ms: 1,
    } as const
    for (const bytes of [60, 30, 40]) log.add({ ...message, bytes }, { bytes })
    expect([1, 2, 3].map((number) => log.bodyOf(number))).toEqual([
      undefined,
      { bytes: 30 },
      { bytes: 40 },
    ])
    log.add({ ...message, bytes: 1_000 }, { bytes: 1_000 })
    expect(log.after(0)).toHaveLength(4)
    expect([1, 2, 3, 4].map((number) => log.bodyOf(number))).toEqual([
      undefined,
      { bytes: 30 },
      { bytes: 40 },
      undefined,
    ])
  })
})

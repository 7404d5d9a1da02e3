import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import { makeRoute, noBody } from '../../../src/console/make-route.js'
import { pageFiles } from '../../../src/console/page-files.js'
import { runConsole, type ConsoleEnd } from '../../../src/console/run-console.js'
import { createLog } from '../../../src/log.js'

interface Running {
  readonly end: Promise<ConsoleEnd>
  readonly told: readonly string[]
  /** Addresses that were shown or opened. */
  readonly addresses: () => readonly string[]
  /** Lets time pass. */
  readonly pass: (ms: number) => void
  readonly interrupt: () => void
}

const run = (): Running => {
  const told: string[] = []
  const interrupted = new AbortController()
  let now = 0
  let wake: () => void = () => undefined
  const end = runConsole({
    files: pageFiles({ html: '', script: '', style: '', icon: '' }),
    routes: [
      makeRoute({
        method: 'GET',
        path: '/api/facts',
        input: noBody,
        answer: async () => await Promise.resolve({ value: {} }),
      }),
    ],
    port: 0,
    log: createLog('error', () => undefined),
    tell: (line) => told.push(line),
    openBrowser: undefined,
    now: () => now,
    wait: async (_ms, signal) => {
      await new Promise<void>((resolve) => {
        wake = resolve
        signal.addEventListener('abort', () => {
          resolve()
        })
      })
    },
    interrupted: interrupted.signal,
  })
  return {
    end,
    told,
    addresses: () => told.flatMap((line) => /http:\/\/\S+/.exec(line)?.[0] ?? []),
    pass: (ms) => {
      now += ms
      wake()
    },
    interrupt: () => {
      interrupted.abort()
    },
  }
}

const shown = async (running: Running, count = 1): Promise<URL> => {
  await expect.poll(() => running.addresses().length).toBeGreaterThanOrEqual(count)
  return new URL(running.addresses().at(-1) ?? '')
}

const bring = async ({ origin, hash }: URL): Promise<Response> =>
  await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: hash.slice(1) }),
  })

describe('row 41: an address that is used twice', () => {
  it('ends the console, which says so to both', async () => {
    const running = run()
    const address = await shown(running)
    expect((await bring(address)).status).toBe(200)
    const second = await bring(address)
    expect(second.status).toBe(410)
    expect(await second.text()).toContain('somebody else')
    expect(await running.end).toBe('stolen')
    expect(running.told.at(-1)).toContain('somebody else may have read it')
    await expect(bring(address)).rejects.toThrow()
  })

  it('that is too old gives way to a new one, shown in the terminal', async () => {
    const running = run()
    const first = await shown(running)
    running.pass(120_001)
    expect((await bring(first)).status).toBe(410)
    const second = await shown(running, 2)
    expect(second.hash).not.toBe(first.hash)
    expect((await bring(second)).status).toBe(200)
    running.interrupt()
    expect(await running.end).toBe('interrupted')
  })
})

describe('row 46: a console that is left open', () => {
  it('ends half an hour after the last thing that a page asked, and says so', async () => {
    const running = run()
    const address = await shown(running)
    running.pass(60_000)
    const session: unknown = await (await bring(address)).json()
    const { token } = z.object({ token: z.string() }).parse(session)
    const ask = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`${address.origin}/api/facts`, { headers })).status
    }
    running.pass(28 * 60_000)
    expect(await ask()).toBe(200)
    running.pass(29 * 60_000)
    expect(await ask()).toBe(200)
    running.pass(30 * 60_000)
    expect(await running.end).toBe('idle')
    expect(running.told.at(-1)).toContain('30 minutes')
  })
})

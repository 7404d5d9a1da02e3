import type { IncomingHttpHeaders } from 'node:http'

import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { makeRoute, noBody } from '../../../src/console/make-route.js'
import { JheError } from '../../../src/errors.js'
import { rejected } from '../../support/caught.js'
import { openConsole, type OpenedConsole } from '../../support/console/opened-console.js'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(
    closing.splice(0).map(async (close) => {
      await close()
    }),
  )
})

const routes = [
  makeRoute({
    method: 'GET',
    path: '/api/facts/:name',
    input: noBody,
    answer: async ({ params }) => await Promise.resolve({ value: { name: params['name'] } }),
  }),
  makeRoute({
    method: 'POST',
    path: '/api/facts',
    input: z.strictObject({ name: z.string() }),
    answer: async ({ input }) => {
      await Promise.resolve()
      if (input.name === 'broken') throw new Error('a value of a patient')
      if (input.name === 'hidden') throw new JheError('NOT_VISIBLE', 'Not visible.', 'Ask.')
      return { value: input }
    },
  }),
]

const open = async (now?: () => number): Promise<OpenedConsole> => {
  const console = await openConsole(routes, now)
  closing.push(console.close)
  return console
}

const statusOf = async (
  console: OpenedConsole,
  headers: Readonly<Record<string, string>>,
): Promise<number> => {
  const authorization = `Bearer ${console.token}`
  return (await console.ask('/api/facts/a', { headers: { authorization, ...headers } })).status
}

describe('row 38: a page that moves its name to this computer', () => {
  it('is refused under every name but the console’s own', async () => {
    const console = await open()
    const own = [`127.0.0.1:${console.port}`, `localhost:${console.port}`]
    for (const host of own) expect(await statusOf(console, { host }), host).toBe(200)
    const foreign = [
      'evil.example',
      `evil.example:${console.port}`,
      '127.0.0.1',
      'localhost',
      `127.0.0.1:${console.port + 1}`,
      `localhost.evil.example:${console.port}`,
      `[::1]:${console.port}`,
      `0.0.0.0:${console.port}`,
      `127.0.0.1:${console.port}@evil.example`,
      `LOCALHOST.:${console.port}`,
    ]
    for (const host of foreign) expect(await statusOf(console, { host }), host).toBe(421)
    for (const host of foreign)
      expect((await console.ask('/', { headers: { host } })).status, host).toBe(421)
  })
})

describe('row 39: another page of this computer', () => {
  it('is refused by Sec-Fetch-Site and by Origin, whatever it has', async () => {
    const console = await open()
    for (const site of ['same-site', 'cross-site', 'anything'])
      expect(await statusOf(console, { 'sec-fetch-site': site }), site).toBe(403)
    for (const origin of ['null', 'http://127.0.0.1:1', 'https://evil.example', ''])
      expect(await statusOf(console, { origin }), origin).toBe(403)
    for (const site of ['same-origin', 'none'])
      expect(await statusOf(console, { 'sec-fetch-site': site }), site).toBe(200)
    const origin = `http://localhost:${console.port}`
    expect(await statusOf(console, { origin })).toBe(200)
  })

  it('is refused without the bearer, and as a form, which cannot send JSON', async () => {
    const console = await open()
    expect((await console.ask('/api/facts/a')).status).toBe(401)
    for (const authorization of ['Bearer', 'Bearer x', `Basic ${console.token}`, console.token])
      expect(await statusOf(console, { authorization }), authorization).toBe(401)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      const headers = { authorization: `Bearer ${console.token}`, 'content-type': type }
      const sent = await console.ask('/api/facts', { method: 'POST', headers, body: '{}' })
      expect(sent.status, type).toBe(415)
    }
  })
})

describe('row 40: another user of this computer', () => {
  it('gets a page that holds no secret, and no data', async () => {
    const console = await open()
    const page = await console.ask('/')
    expect(page.status).toBe(200)
    for (const path of ['/', '/app.js', '/app.css', '/favicon.ico']) {
      const { text } = await console.ask(path)
      expect(text).not.toContain(console.token)
      expect(text).not.toContain(console.code)
    }
    expect((await console.ask('/api/facts/a')).status).toBe(401)
    expect((await console.ask('/api/nothing')).status).toBe(404)
    expect((await console.ask('/api/facts/a', { method: 'DELETE' })).status).toBe(405)
    expect(console.told).toEqual([])
  })
})

describe('row 41: a code that somebody else has read', () => {
  const bring = async (console: OpenedConsole, code: string) =>
    await console.ask('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    })

  it('lets one page in', async () => {
    const console = await open()
    const first = await bring(console, console.code)
    expect(JSON.parse(first.text)).toEqual({ token: console.token })
    const second = await bring(console, console.code)
    expect(second.status).toBe(410)
    expect(second.text).toContain('has stopped')
    expect(second.text).not.toContain(console.token)
    expect(console.told).toContain('theft')
  })

  it('counts for two minutes, and no other counts at all', async () => {
    let now = 1_000
    const console = await open(() => now)
    expect((await bring(console, `${console.code}a`)).status).toBe(400)
    now += 120_001
    const late = await bring(console, console.code)
    expect(late.status).toBe(410)
    expect(late.text).toContain('older than two minutes')
    expect(console.told).toEqual(['expired'])
  })
})

describe('what every answer says', () => {
  /** Headers of good answers and of refusals. */
  const allHeaders = async (): Promise<readonly IncomingHttpHeaders[]> => {
    const console = await open()
    const answers = await Promise.all([
      console.ask('/'),
      console.ask('/api/facts/a'),
      console.ask('/', { headers: { host: 'evil.example' } }),
      console.api('/api/facts/a'),
    ])
    return answers.map(({ headers }) => headers)
  }

  it('row 42: there is no cookie, nothing is kept, and no address is passed on', async () => {
    for (const headers of await allHeaders()) {
      expect(headers['set-cookie']).toBeUndefined()
      expect(headers['access-control-allow-origin']).toBeUndefined()
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['x-content-type-options']).toBe('nosniff')
    }
  })

  it('row 43: no other page may frame it, or hold on to its window', async () => {
    for (const headers of await allHeaders()) {
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['x-frame-options']).toBe('DENY')
      expect(headers['cross-origin-opener-policy']).toBe('same-origin')
      expect(headers['cross-origin-resource-policy']).toBe('same-origin')
    }
  })

  it('row 44: only scripts of its own run, and none is made from text', async () => {
    for (const headers of await allHeaders())
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ])
        expect(headers['content-security-policy']).toContain(part)
  })
})

describe('what the API takes', () => {
  it('is JSON of the right shape, of at most 1 MB', async () => {
    const console = await open()
    expect((await console.api('/api/facts', { name: 'a' })).status).toBe(200)
    const wrong = await console.api('/api/facts', { name: 'a', secret: 'of somebody' })
    expect(wrong.status).toBe(400)
    expect(wrong.text).not.toContain('of somebody')
    expect((await console.api('/api/facts', { name: 'x'.repeat(1_100_000) })).status).toBe(413)
    const headers = {
      authorization: `Bearer ${console.token}`,
      'content-type': 'application/json',
    }
    const broken = await console.ask('/api/facts', { method: 'POST', headers, body: '{' })
    expect(broken.status).toBe(400)
  })

  it('is answered with message and hint, and never with what an error quotes', async () => {
    const console = await open()
    const hidden = await console.api('/api/facts', { name: 'hidden' })
    expect(hidden.status).toBe(404)
    expect(JSON.parse(hidden.text)).toEqual({
      error: { code: 'NOT_VISIBLE', message: 'Not visible.', hint: 'Ask.' },
    })
    const broken = await console.api('/api/facts', { name: 'broken' })
    expect(broken.status).toBe(500)
    expect(broken.text).not.toContain('a value of a patient')
  })

  it('keeps names in the path whole', async () => {
    const console = await open()
    const answer = await console.api('/api/facts/a%2Fb%20c')
    expect(JSON.parse(answer.text)).toEqual({ name: 'a/b c' })
    expect((await console.api('/api/facts/%')).status).toBe(404)
  })
})

describe('row 45: a port that is taken', () => {
  it('is named, with the way out', async () => {
    const console = await open()
    const { startConsoleServer } = await import('../../../src/console/console-server.js')
    const second = startConsoleServer({
      files: new Map(),
      routes: [],
      isToken: () => false,
      port: console.port,
      log: (await import('../../../src/log.js')).createLog('error', () => undefined),
      onUse: () => undefined,
    })
    const error = await rejected(second)
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(error.message).toContain(String(console.port))
    expect(error.hint).toContain('--port')
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'

import { demoPerson } from '../../../src/demo/people.js'
import { attempt, registerId } from '../../support/broker/oauth-client.js'
import { connectHttpHost } from '../../support/clients/http-clients.js'
import type { Era } from '../../support/clients/mcp-clients.js'
import { connectSse, sseClientKinds } from '../../support/clients/sse-clients.js'
import { ask, freePort, isFree } from '../../support/loopback.js'
import { startBin } from '../../support/processes/spawn-bin.js'
import type { WatchedProcess } from '../../support/processes/watch-process.js'
import { createDemoBrowser, signInDemo } from '../../support/serve/sign-in-demo.js'

let folder: string
let port: number
let url: string
let demo: WatchedProcess

/** Settings of a real server, none of which may reach the demo. */
const foreign = {
  JHE_PUBLIC_URL: 'https://mcp.example.org',
  JHE_STATE_CONN: 'postgresql://nowhere.invalid/state',
  JHE_BASE_URL: 'https://jhe.example.org',
  JHE_TLS_CERT: '/nowhere.pem',
}

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  startBin(['demo', '--http', ...args], {
    HOME: folder,
    USERPROFILE: folder,
    LOCALAPPDATA: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
    ...env,
  })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-demo-http-'))
  port = await freePort()
  url = `http://localhost:${port}`
  demo = start(['--listen', `localhost:${port}`], foreign)
  await demo.said(/^It is served at /)
  // a client gives up after a minute, and a busy machine makes the world in more
  await vi.waitFor(
    async () => {
      expect((await ask(`${url}/ready`)).status).toBe(200)
    },
    { timeout: 110_000, interval: 500 },
  )
})
afterAll(async () => {
  demo.child.kill('SIGKILL')
  await demo.exit
  rmSync(folder, { recursive: true, force: true })
})

const eras: readonly Era[] = ['2025', '2026-07-28']
const notice = 'Demo: every person and every value is invented.'
const { userId: coordinator } = demoPerson('coordinator')
const { userId: scientist } = demoPerson('scientist')

/** Answers that need the world wait until it is made. */
const slow = { timeout: 240_000 }

/** What a person is told about their studies over `/mcp`. */
const studiesOf = async (token: string, era: Era = '2026-07-28'): Promise<string> => {
  const host = await connectHttpHost(era, `${url}/mcp`, token)
  const { value } = await host.call('list_studies')
  await host.close()
  return JSON.stringify(value)
}

describe('jhe-mcp demo --http', slow, () => {
  it('says how to reach it', async () => {
    for (const line of [
      `claude mcp add --transport http jhe ${url}/mcp`,
      `npx mcp-remote ${url}/sse`,
      `${url}/account`,
    ])
      await expect.poll(demo.stderr).toContain(line)
  })

  it('answers on both loopback addresses, as localhost alone', async () => {
    for (const host of ['127.0.0.1', '::1'])
      expect((await ask(`${url}/live`, { host })).status).toBe(200)
    const headers = { host: 'mcp.example.org' }
    expect((await ask(url, { headers, host: '127.0.0.1' })).status).toBe(403)
  })

  it.each(eras)('signs a person in whom one picks, and answers as them: %s', async (era) => {
    const studies = await studiesOf(await signInDemo(url, coordinator), era)
    expect(studies).toContain(notice)
    expect(studies).toContain('30002')
  })

  it.each(sseClientKinds)('answers an SDK %s client over the old transport', async (kind) => {
    const token = await signInDemo(url, coordinator)
    const client = await connectSse(kind, url, `Bearer ${token}`)
    expect(await client.call('list_studies')).toContain(notice)
    await client.close()
  })

  it('shows two people at once their own studies', async () => {
    const [one, other] = await Promise.all([
      signInDemo(url, coordinator),
      signInDemo(url, scientist),
    ])
    const asked = await Promise.all(
      [one, other, one, other].map(async (token) => await studiesOf(token)),
    )
    expect(asked[0]).toBe(asked[2])
    expect(asked[1]).toBe(asked[3])
    expect(asked[0]).toContain('30002')
    expect(asked[1]).not.toContain('30002')
  })

  it('asks with every sign-in who to be', async () => {
    const browser = createDemoBrowser(url)
    const first = await studiesOf(await signInDemo(url, coordinator, browser))
    const second = await studiesOf(await signInDemo(url, scientist, browser))
    expect(second).not.toBe(first)
  })

  it('lets the form of its people lead on to the host', async () => {
    const { url: authorization } = attempt(url, await registerId(url))
    const page = await createDemoBrowser(url).consent(authorization)
    expect(page.html).toContain('Who do you want to be?')
    expect(page.headers.get('content-security-policy')).not.toContain('form-action')
  })

  it('names the port that is taken, and the flag', async () => {
    const second = start([], { JHE_LISTEN: `:${port}` })
    expect(await second.exit).toBe(2)
    expect(second.stderr()).toContain(`port ${port} of localhost: another program listens there.`)
    expect(second.stderr()).toContain('set JHE_LISTEN (--listen) to another port')
  })

  it.each(['0.0.0.0:8001', 'mcp.example.org:8001', 'localhost:0'])(
    'does not listen on %s',
    async (address) => {
      const refused = start(['--listen', address])
      expect(await refused.exit).toBe(2)
      expect(refused.stderr()).toContain('only this computer may reach the demo')
    },
  )

  it('ends with 0 while its world is still made', async () => {
    const early = await freePort()
    const cache = { XDG_CACHE_HOME: join(folder, 'other-cache') }
    const other = start(['--listen', `localhost:${early}`], cache)
    await other.said(/^Inventing the demo world/)
    other.child.kill('SIGINT')
    expect(await other.exit).toBe(0)
    expect([await isFree(early), await isFree(early, '::1')]).toEqual([true, true])
  })

  it('keeps a trail where JHE_AUDIT_LOG asks for it', async () => {
    const [other, trail] = [await freePort(), join(folder, 'trail.jsonl')]
    const audited = start(['--listen', `localhost:${other}`], { JHE_AUDIT_LOG: trail })
    await audited.said(/^It is served at /)
    await signInDemo(`http://localhost:${other}`, scientist)
    audited.child.kill('SIGTERM')
    expect(await audited.exit).toBe(0)
    const lines = (await readFile(trail, 'utf8')).trim().split('\n')
    const events = lines.map((line) => z.looseObject({ event: z.string() }).parse(JSON.parse(line)))
    expect(events).toContainEqual(expect.objectContaining({ event: 'consent' }))
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'sign_in', subject: scientist, code: 'OK' }),
    )
  })

  it('keeps no trail and no state, and ends with 0', async () => {
    demo.child.kill('SIGTERM')
    expect(await demo.exit).toBe(0)
    expect(demo.stdout()).toBe('')
  })
})

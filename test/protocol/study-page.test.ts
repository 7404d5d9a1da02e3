import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { connectHost, eras, type CallResult, type Host } from '../support/clients/mcp-clients.js'
import { callMessage, initialize, startRawHost } from '../support/clients/raw-host.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { ask, freePort, holdPort, isFree } from '../support/loopback.js'
import { createBrowserStub, type BrowserStub } from '../support/processes/spawn-bin.js'
import { studies } from '../support/worlds/jhe/ids.js'
import { people } from '../support/worlds/jhe/people.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  await database.sql(
    `update core_study set name = '<b>Devices</b> & more' where id = ${studies.devices}`,
  )
})
afterAll(async () => {
  await database.drop()
})

const press = async (address: string, study: number | string): Promise<Response> =>
  await fetch(address, { method: 'POST', body: new URLSearchParams({ study: String(study) }) })

const trailOf = async ({ home }: SignedIn): Promise<string> =>
  await readFile(join(home, '.jhe_mcp', 'audit.jsonl'), 'utf8')

describe.each(eras)('JHE_STUDY=ask in a host of %s that cannot ask', (era) => {
  let signedIn: SignedIn
  let browser: BrowserStub
  let port: number
  const hosts: Host[] = []

  beforeEach(async () => {
    signedIn = await signInAs(people.coordinator.userId, database.url)
    browser = await createBrowserStub(signedIn.home)
    port = await freePort()
  })
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.close()
    expect(await isFree(port)).toBe(true)
    signedIn.remove()
  })

  const settings = (change: Readonly<Record<string, string>> = {}) => ({
    ...signedIn.env,
    JHE_LOGIN: 'auto',
    JHE_STUDY: 'ask',
    JHE_REDIRECT_URI: `http://localhost:${port}/callback`,
    BROWSER: browser.path,
    ...change,
  })
  const open = async (change: Readonly<Record<string, string>> = {}): Promise<Host> => {
    const host = await connectHost(era, { env: settings(change) })
    hosts.push(host)
    return host
  }
  /** The address of the tab that is opened as the so-manieth. */
  const tab = async (nth = 1): Promise<string> => {
    await vi.waitFor(async () => {
      expect(await browser.tabs()).toHaveLength(nth)
    }, 30_000)
    return (await browser.tabs()).at(-1) ?? ''
  }
  const codeOf = ({ error }: CallResult): string => error?.code ?? 'OK'

  it('the person chooses on a page of this computer, and the call is answered', async () => {
    const host = await open()
    const asked = [host.call('get_study_metadata'), host.call('list_studies')]
    const address = await tab()
    expect(address).toMatch(new RegExp(`^http://localhost:${port}/study/[\\w-]{43}$`))
    const page = await fetch(address)
    const html = await page.text()
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self'")
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(html).toContain(`value="${studies.pressure}"`)
    expect(html).toContain(`&lt;b&gt;Devices&lt;/b&gt; &amp; more (${studies.devices})`)
    expect(html).not.toContain(String(studies.clocks))
    expect(await (await press(address, studies.pressure)).text()).toContain('The study is chosen')
    const [metadata, list] = await Promise.all(asked)
    expect(metadata?.value).toMatchObject({ id: studies.pressure })
    expect(list?.value).toMatchObject({ total: 1 })
    expect((await host.call('list_studies')).value).toMatchObject({ total: 1 })
    expect(await browser.tabs()).toHaveLength(1)
    // lines are written while answers are on their way
    await vi.waitFor(async () => {
      expect(await trailOf(signedIn)).toContain('"event":"context"')
    }, 30_000)
    expect(await trailOf(signedIn)).not.toContain('/study/')
  })

  it('another process of this computer asks again at once', async () => {
    for (const nth of [1, 2]) {
      const host = await open()
      const asked = host.call('list_studies')
      await press(await tab(nth), studies.devices)
      expect((await asked).value).toMatchObject({ studies: [{ id: studies.devices }] })
    }
  })

  it('A40: takes nothing but a study of the page, from this computer', async () => {
    const host = await open()
    const asked = host.call('list_studies')
    const address = await tab()
    for (const study of [studies.clocks, studies.missing, 'all', ''])
      expect((await press(address, study)).status).toBe(400)
    expect((await press(address, 'x'.repeat(2_000))).status).toBe(400)
    const { origin } = new URL(address)
    for (const path of ['/', '/study/', `/study/${'A'.repeat(43)}`])
      expect((await ask(origin + path)).status).toBe(404)
    for (const [change, status] of [
      [{ headers: { host: `jhe.example.org:${port}` } }, 421],
      [{ headers: { 'sec-fetch-site': 'cross-site' } }, 403],
      [{ method: 'DELETE' }, 405],
    ] as const)
      expect((await ask(address, change)).status).toBe(status)
    expect((await press(address, studies.pressure)).status).toBe(200)
    expect((await asked).value).toMatchObject({ studies: [{ id: studies.pressure }] })
  })

  it('is no study where the person wants none, and the answer says what else to do', async () => {
    const host = await open()
    const asked = host.call('list_studies')
    expect(await (await press(await tab(), 'none')).text()).toContain('Nothing was changed')
    const { error } = await asked
    expect(error).toMatchObject({ code: 'NEEDS_INPUT', needs: { argument: 'study' } })
    expect(error?.hint).toContain('set JHE_STUDY to one of')
    // nobody is asked twice within 10 minutes, and no call waits for it
    expect(codeOf(await host.call('list_studies'))).toBe('NEEDS_INPUT')
    expect(await browser.tabs()).toHaveLength(1)
  })

  it('switching to another study is the person’s too, once', async () => {
    const host = await open()
    const first = host.call('list_studies')
    await press(await tab(1), studies.pressure)
    await first
    const switching = host.call('get_study_metadata', { study_id: studies.devices })
    const address = await tab(2)
    expect(await (await fetch(address)).text()).toContain(`is for study ${studies.pressure}`)
    await press(address, studies.devices)
    expect((await switching).value).toMatchObject({ id: studies.devices })
    const back = { study_id: studies.pressure }
    const refused = host.call('get_study_metadata', back)
    await press(await tab(3), 'none')
    expect(codeOf(await refused)).toBe('NOT_VISIBLE')
    expect(codeOf(await host.call('get_study_metadata', back))).toBe('NOT_VISIBLE')
    expect(await browser.tabs()).toHaveLength(3)
  })

  it('is not asked with JHE_LOGIN=manual, nor where something else holds the port', async () => {
    const manual = await open({ JHE_LOGIN: 'manual' })
    expect((await manual.call('list_studies')).error?.hint).toContain('set JHE_STUDY to one of')
    const stranger = await holdPort(createServer(), port, '127.0.0.1')
    try {
      const host = await open()
      expect((await host.call('list_studies')).error?.hint).toContain('set JHE_STUDY to one of')
    } finally {
      await stranger.close()
    }
    expect(await browser.tabs()).toEqual([])
  })
})

it('an address that no browser could open is told to the log alone, and counts when it is used', async () => {
  const signedIn = await signInAs(people.coordinator.userId, database.url)
  const port = await freePort()
  const host = startRawHost({
    env: {
      ...signedIn.env,
      JHE_LOGIN: 'auto',
      JHE_STUDY: 'ask',
      JHE_REDIRECT_URI: `http://localhost:${port}/callback`,
      BROWSER: '/nonexistent/browser',
    },
  })
  try {
    host.send(initialize)
    await host.answerTo(0)
    host.send(callMessage(1, 'list_studies'))
    const refused = JSON.stringify(await host.answerTo(1))
    expect(refused).toContain('NEEDS_INPUT')
    expect(refused).toContain('to its log (stderr)')
    expect(refused).not.toContain('/study/')
    // what is written to stderr may come later than the answer
    await vi.waitFor(() => {
      expect(host.stderr()).toContain('/study/')
    }, 30_000)
    const [address = ''] = /http:\/\/localhost:\d+\/study\/[\w-]+/.exec(host.stderr()) ?? []
    expect((await press(address, studies.devices)).status).toBe(200)
    host.send(callMessage(2, 'list_studies'))
    expect(JSON.stringify(await host.answerTo(2))).toContain(String(studies.devices))
  } finally {
    await host.end()
    signedIn.remove()
  }
})

import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

import { connectHost, type CallResult, type Host } from '../../support/clients/mcp-clients.js'
import { freePort, isFree } from '../../support/loopback.js'
import { launchChromium } from '../../support/browser/chromium.js'
import { createBrowserStub } from '../../support/processes/spawn-bin.js'

let chromium: Browser
let home: string
beforeAll(async () => {
  chromium = await launchChromium()
  home = await mkdtemp(join(tmpdir(), 'jhe-choose-'))
})
afterAll(async () => {
  await chromium.close()
  await rm(home, { recursive: true })
})

/** Asks again while a database that is busy names no study to choose. */
const ask = async (host: Host): Promise<CallResult> => {
  const result = await host.call('list_studies')
  return result.error?.needs?.options.length === 0 ? await ask(host) : result
}

it('the person of the demo chooses the study of the session in a browser', async () => {
  const stub = await createBrowserStub(home)
  const port = await freePort()
  const host = await connectHost('2025', {
    args: ['demo', '--stdio'],
    env: {
      HOME: home,
      XDG_CACHE_HOME: join(home, 'cache'),
      JHE_STUDY: 'ask',
      JHE_REDIRECT_URI: `http://localhost:${port}/callback`,
      BROWSER: stub.path,
    },
  })
  try {
    const asked = ask(host)
    await vi.waitFor(async () => {
      expect(await stub.tabs()).toHaveLength(1)
    }, 60_000)
    const page = await chromium.newPage()
    const problems: string[] = []
    page.on('console', (message) => problems.push(message.text()))
    await page.goto((await stub.tabs())[0] ?? '')
    expect(await page.title()).toBe('Which study is this session for? – jhe-mcp')
    await page.getByRole('button', { name: 'Steady Pressure' }).click()
    await page.getByRole('heading', { name: 'The study is chosen' }).waitFor()
    expect(await page.textContent('main')).toContain('Steady Pressure')
    expect((await asked).value).toMatchObject({ total: 1, studies: [{ name: 'Steady Pressure' }] })
    expect(problems.filter((text) => !text.includes('favicon'))).toEqual([])
    await page.close()
  } finally {
    await host.close()
  }
  expect(await isFree(port)).toBe(true)
  expect(await readdir(home)).not.toContain('.jhe_mcp')
})

import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { demoPeople } from '../../src/demo/people.js'
import { launchChromium } from '../support/browser/chromium.js'
import { headed } from '../support/browser/headed.js'
import { freePort } from '../support/loopback.js'
import { root } from '../support/source-files.js'
import { type BrowserStub, createBrowserStub, startBin } from '../support/processes/spawn-bin.js'
import type { WatchedProcess } from '../support/processes/watch-process.js'

let browser: Browser
let page: Page
let home: string
let program: string
let stub: BrowserStub
let demo: WatchedProcess
/** What the browser complains about, such as a breach of a content security policy. */
let complaints: string[]

/** The program as installed: its own files and the packages that it names as dependencies, no others. */
const install = async (folder: string): Promise<string> => {
  for (const name of ['bin', 'dist', 'package.json'])
    await cp(join(root, name), join(folder, name), { recursive: true })
  const scope = join('node_modules', '@electric-sql')
  await mkdir(join(folder, scope), { recursive: true })
  await symlink(join(root, scope, 'pglite'), join(folder, scope, 'pglite'))
  return join(folder, 'bin', 'jhe-mcp.js')
}

beforeAll(async () => {
  browser = await launchChromium()
  home = await mkdtemp(join(tmpdir(), 'jhe-demo-home-'))
  program = await install(join(home, 'installed'))
  stub = await createBrowserStub(home)
})
afterAll(async () => {
  await browser.close()
  await rm(home, { recursive: true })
})
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1000, height: 900 } })
  complaints = []
  page.on('console', (message) => {
    const isFavicon = message.location().url.endsWith('/favicon.ico')
    if (message.type() === 'error' && !isFavicon) complaints.push(message.text())
  })
  const redirect = `http://localhost:${await freePort()}/callback`
  const env = { HOME: home, BROWSER: stub.path, JHE_REDIRECT_URI: redirect }
  demo = startBin(['demo', '--sign-in'], env, program)
  await page.goto(await demo.said(/^http:\/\/localhost:\d+\/o\/authorize\//))
})
afterEach(async () => {
  await page.context().close()
  demo.child.kill('SIGINT')
  await demo.exit
})

describe('the sign-in page of the demo', () => {
  it('offers the people of the demo; who is picked is signed in, and the tour is theirs', async () => {
    await headed(page, 'Who do you want to be?')
    expect(await page.getByRole('listitem').count()).toBe(demoPeople.length)
    await page.getByRole('button', { name: 'patient' }).click()
    await headed(page, 'You are signed in')
    expect(await demo.exit).toBe(0)
    expect(demo.stdout()).toContain('You are signed in as "patient"')
    expect(demo.stdout()).toContain('Signed out: revoked')
    expect(complaints).toEqual([])
  })

  it('can be used with the keyboard alone, and tells what each person sees', async () => {
    await page.keyboard.press('Tab')
    const [first] = demoPeople
    const focused = page.locator(':focus')
    expect(await focused.getAttribute('value')).toBe(String(first?.userId))
    const described = await focused.getAttribute('aria-describedby')
    expect(await page.locator(`#${described ?? ''}`).innerText()).toContain(first?.sees)
    await page.keyboard.press('Enter')
    await headed(page, 'You are signed in')
    expect(await demo.exit).toBe(0)
  })

  it('can be left without signing in', async () => {
    await page.getByRole('button', { name: /Cancel/ }).click()
    await headed(page, 'Sign-in was cancelled')
    expect(await demo.exit).toBe(3)
    expect(complaints.filter((text) => text.includes('Content Security Policy'))).toEqual([])
  })

  it.each([320, 1000])('fits a window %i pixels wide', async (width) => {
    await page.setViewportSize({ width, height: 800 })
    const widest: unknown = await page.evaluate('document.documentElement.scrollWidth')
    expect(z.int().parse(widest)).toBeLessThanOrEqual(width)
  })
})

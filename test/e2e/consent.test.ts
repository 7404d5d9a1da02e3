import { once } from 'node:events'
import { createServer, type Server } from 'node:http'

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { attempt, registerId } from '../support/broker/oauth-client.js'
import { openWholeWorld, type WholeWorld } from '../support/broker/whole-world.js'
import { launchChromium } from '../support/browser/chromium.js'
import { headed } from '../support/browser/headed.js'

let browser: Browser
let context: BrowserContext
let page: Page
let world: WholeWorld
/** The program that asks: it listens on this computer. */
let client: Server
let callback: string
/** What the browser complains about, such as a breach of a content security policy. */
let complaints: string[]

beforeAll(async () => {
  browser = await launchChromium()
  world = await openWholeWorld('any')
  client = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Connected to the client</h1>')
  }).listen(0, '127.0.0.1')
  await once(client, 'listening')
  const address = client.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  callback = `http://localhost:${port}/callback`
})
afterAll(async () => {
  client.closeAllConnections()
  client.close()
  await browser.close()
  await world.close()
})
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1000, height: 900 } })
  page = await context.newPage()
  complaints = []
  page.on('console', (message) => {
    const isFavicon = message.location().url.endsWith('/favicon.ico')
    if (message.type() === 'error' && !isFavicon) complaints.push(message.text())
  })
})
afterEach(async () => {
  await context.close()
})

/** Signs in, and waits until the browser is back at the program. */
const signInAtJhe = async (of = page): Promise<void> => {
  await of.getByLabel('User id').fill('10002')
  await of.getByRole('button', { name: 'Sign in' }).click()
  await headed(of, 'Connected to the client')
}

interface Asking {
  readonly name?: string
  readonly redirectUri?: string
}

/** Opens the link that a program gives its person. */
const asking = async (
  of = page,
  { name = 'A program', redirectUri = callback }: Asking = {},
): Promise<void> => {
  const id = await registerId(world.origin, { client_name: name, redirect_uris: [redirectUri] })
  await of.goto(attempt(world.origin, id, redirectUri).url)
  await headed(of, 'Allow this program to read for you?')
}

const allowing = async (of = page): Promise<void> => {
  await of.getByRole('button', { name: 'Allow' }).click()
}

describe('the consent page in a browser', () => {
  it('leads to JHE and back to the program', async () => {
    await asking()
    await allowing()
    await signInAtJhe()
    expect(new URL(page.url()).searchParams.get('code')).toMatch(/^[\w-]{20,}$/)
    expect(complaints).toEqual([])
  })

  it('leads to the program at once where JHE knows the browser and asks nothing', async () => {
    await asking()
    await allowing()
    await signInAtJhe()
    // one chain of redirects from the form: here, JHE, here, the client
    await asking()
    await allowing()
    await page.waitForURL(`${callback}?**`)
    await headed(page, 'Connected to the client')
    expect(complaints).toEqual([])
  })

  it('leads back to an address that a policy cannot name', async () => {
    const six = createServer((_request, response) => response.end('<h1>Six</h1>')).listen(0, '::1')
    const listens = await Promise.race([
      once(six, 'listening').then(() => true),
      once(six, 'error').then(() => false),
    ])
    const address = six.address()
    if (!listens || typeof address !== 'object' || address === null) return
    await asking(page, { redirectUri: `http://[::1]:${address.port}/callback` })
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.waitForURL(/error=access_denied/)
    six.closeAllConnections()
    six.close()
    expect(complaints).toEqual([])
  })

  it('tells the program when the person says no; going back shows that it is over', async () => {
    await asking()
    await page.getByRole('button', { name: 'Deny' }).click()
    await headed(page, 'Connected to the client')
    expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied')
    await page.goBack()
    await headed(page, 'Start again from your program')
  })

  it('can be gone back to from JHE, and allowed again', async () => {
    await asking()
    await allowing()
    await page.getByLabel('User id').waitFor()
    await page.goBack()
    await headed(page, 'Allow this program to read for you?')
    await allowing()
    await signInAtJhe()
    await page.goto(`${world.origin}/account`)
    await headed(page, 'Your connected programs')
  })

  it('F17: works in two tabs at once', async () => {
    const other = await context.newPage()
    await asking()
    await asking(other)
    await allowing(other)
    await allowing()
    await signInAtJhe()
    await signInAtJhe(other)
    await headed(other, 'Connected to the client')
  })

  it('F18: a double click connects', async () => {
    await asking()
    await page.getByRole('button', { name: 'Allow' }).dblclick()
    await signInAtJhe()
    await page.goBack()
    await page.reload()
    expect(complaints).toEqual([])
  })

  it('shows a hostile name as text, runs nothing, and fits a narrow window', async () => {
    await page.setViewportSize({ width: 320, height: 700 })
    await asking(page, {
      name: '\u202E<script>alert(1)</script><b onclick=alert(2)>Claude',
      redirectUri: `https://${'a-very-long-part.'.repeat(12)}example/callback`,
    })
    const text = await page.getByRole('main').innerText()
    expect(text).toContain('<script>alert(1)</script><b onclick=alert(2)>Claude')
    expect(text).toContain('nobody: any program can call itself so')
    expect(await page.locator('script, b').count()).toBe(0)
    const widest: unknown = await page.evaluate('document.documentElement.scrollWidth')
    expect(z.int().parse(widest)).toBeLessThanOrEqual(320)
    expect(complaints).toEqual([])
  })

  it('works without script and with the keyboard alone', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false })
    const tab = await plain.newPage()
    await asking(tab)
    await tab.keyboard.press('Tab')
    await tab.keyboard.press('Tab')
    expect(await tab.locator(':focus').innerText()).toBe('Deny')
    await tab.keyboard.press('Shift+Tab')
    await tab.keyboard.press('Enter')
    await signInAtJhe(tab)
    await plain.close()
  })

  it.each(['light', 'dark'] as const)('can be read in a %s browser', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await asking()
    const colours: unknown = await page.evaluate(
      '[...document.querySelectorAll("main, dd, button, .note, small")].map((e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor])',
    )
    const paper = colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(28, 34, 44)'
    const parsed = z.array(z.tuple([z.string(), z.string()])).parse(colours)
    expect(parsed[0]?.[1]).toBe(paper)
    for (const [ink, background] of parsed) expect(ink).not.toBe(background)
  })

  it('cannot be framed', async () => {
    await page.goto(callback)
    await page.setContent(`<iframe src="${world.origin}/account"></iframe>`)
    await expect.poll(() => complaints.join()).toMatch(/frame-ancestors|X-Frame-Options/i)
  })
})

describe('the account page in a browser', () => {
  it('ends what was allowed', async () => {
    await asking()
    await allowing()
    await signInAtJhe()
    await page.goto(`${world.origin}/account`)
    await page.getByRole('button', { name: 'Sign in at JHE' }).click()
    await page.getByText('Signed in as mary@example.com').waitFor()
    const ends = page.getByRole('button', { name: 'End' })
    for (let left = await ends.count(); left > 0; left -= 1) {
      await ends.first().click()
      await expect.poll(async () => await ends.count()).toBe(left - 1)
    }
    await page.getByText('No program may read for you.').waitFor()
    expect(complaints).toEqual([])
  })
})

import { spawn } from 'node:child_process'

import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { askEveryOffer } from '../support/console/ask-offers.js'
import { openConsolePage, type ConsolePage } from '../support/console/console-page.js'
import { freePort } from '../support/loopback.js'
import { launchChromium } from '../support/browser/chromium.js'
import { watch, type WatchedProcess } from '../support/processes/watch-process.js'
import { installed } from './support/installed.js'

const program = installed('@modelcontextprotocol', 'server-everything', 'dist', 'index.js')

let browser: Browser
let opened: ConsolePage
let served: WatchedProcess | undefined
beforeAll(async () => {
  browser = await launchChromium()
  opened = await openConsolePage(browser, ['--demo'])
})
afterAll(async () => {
  await opened.close()
  await browser.close()
})
afterEach(async () => {
  served?.child.kill('SIGKILL')
  await served?.exit
  served = undefined
})

/** Starts the server at a port. @returns its address */
const serve = async (mode: string, path: string): Promise<string> => {
  const port = await freePort()
  const env = { PATH: process.env['PATH'] ?? '', PORT: String(port) }
  served = watch(
    spawn(process.execPath, [program, mode], { env, stdio: ['ignore', 'ignore', 'pipe'] }),
  )
  await served.said(new RegExp(String(port)))
  return `http://localhost:${port}${path}`
}

const ways = [
  ['stdio', async () => await Promise.resolve(`${process.execPath} ${program} stdio`)],
  ['http', async () => await serve('streamableHttp', '/mcp')],
  ['sse', async () => await serve('sse', '/sse')],
] as const

/** Of fields whose text the server looks at. */
const values = { duration: '1', steps: '2', resourceId: '1', resourceType: 'Text' }

/** Asks somebody beside the server and JHE, or needs what the console does not offer. */
const apart = /^(?:gzip-file-as-resource|trigger-elicitation|trigger-sampling|simulate-research)/

describe('the reference server with everything', () => {
  it.each(ways)('answers by form over %s', async (kind, addressOf) => {
    const { page, go } = opened
    const address = await addressOf()
    await go('servers', 'Servers')
    await page.getByLabel('Kind').selectOption(kind)
    await page.getByLabel('Name').fill(`everything ${kind}`)
    await page.getByLabel(kind === 'stdio' ? 'Command' : 'Address').fill(address)
    if (kind === 'stdio') await page.getByRole('checkbox', { name: /all rights/ }).check()
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    const row = page.getByRole('row').filter({ hasText: `everything ${kind}` })
    await row.getByText('connected').waitFor()

    await go('tools', 'Tools')
    const heading = page.getByRole('heading', { level: 2, name: `everything ${kind}` })
    const section = page.locator('main section:has(> h2)', { has: heading })
    const asked = await askEveryOffer(section, values)
    const troubled = asked.filter(
      ({ title, problem }) => problem !== undefined && !apart.test(title),
    )
    expect(troubled).toEqual([])
    const kinds = new Set(asked.map((one) => one.kind))
    expect([...kinds]).toEqual(['Tools', 'Resources', 'Resources by name', 'Prompts'])
    expect(asked.length).toBeGreaterThan(15)

    await go('servers', 'Servers')
    await row.getByRole('button', { name: 'Remove' }).click()
    await row.waitFor({ state: 'detached' })
    expect(opened.strayed).toEqual([])
    expect(opened.complaints).toEqual([])
  })
})

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { attempt, loopbackClient, registerId } from '../support/broker/oauth-client.js'
import { freePort } from '../support/loopback.js'
import { launchChromium } from '../support/browser/chromium.js'
import { startBin } from '../support/processes/spawn-bin.js'
import type { WatchedProcess } from '../support/processes/watch-process.js'

let folder: string
let url: string
let demo: WatchedProcess
let browser: Browser
/** The host that asks. */
let host: Server

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-demo-http-'))
  const port = await freePort()
  url = `http://localhost:${port}`
  const env = { HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') }
  demo = startBin(['demo', '--http', '--listen', `localhost:${port}`], env)
  await demo.said(/^It is served at /)
  browser = await launchChromium()
  host = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Connected to the host</h1>')
  }).listen(0, '127.0.0.1')
  await once(host, 'listening')
})
afterAll(async () => {
  host.closeAllConnections()
  host.close()
  await browser.close()
  demo.child.kill('SIGKILL')
  await demo.exit
  rmSync(folder, { recursive: true, force: true })
})

it('leads from the consent page over the people of the demo to the host, twice', async () => {
  const address = host.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const clientId = await registerId(url, loopbackClient)
  const page = await (await browser.newContext()).newPage()
  for (const person of ['coordinator', 'scientist']) {
    await page.goto(attempt(url, clientId, `http://127.0.0.1:${port}/callback`).url)
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('button', { name: person }).click()
    await page.getByRole('heading', { name: 'Connected to the host' }).waitFor()
    expect(new URL(page.url()).searchParams.get('code')).not.toBeNull()
  }
})

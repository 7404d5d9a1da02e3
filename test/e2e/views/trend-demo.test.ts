import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'

import { connectHost, type Host } from '../../support/clients/mcp-clients.js'
import { launchChromium } from '../../support/processes/chromium.js'
import { readView, viewUri } from '../../support/views/built-view.js'
import { openInHost } from '../../support/views/stand-in-host.js'

let folder: string
let host: Host
let browser: Browser
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jhe-views-demo-'))
  const audit = join(folder, 'audit.jsonl')
  host = await connectHost('2025', {
    args: ['demo', '--stdio'],
    env: { HOME: process.env['HOME'] ?? '', JHE_AUDIT_LOG: audit },
  })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await host.close()
  rmSync(folder, { recursive: true })
})

const args = { patient_id: 40_013, data_type: 'omh:blood-pressure:4.0', bucket: 'week' }
const asked = z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) })

it('rows 3 and 37, pictures 1 and 2: the same picture without the structure, for one more audited call', async () => {
  const html = (await readView(host, await viewUri(host, 'trend'))).text
  const { value, text } = await host.call('get_observation_trend', args)
  const whole = { content: [{ type: 'text', text }], structuredContent: value }
  const call = async (params: unknown) => {
    const { name, arguments: given } = asked.parse(params)
    const result = await host.call(name, given)
    return { content: [{ type: 'text', text: result.text }], structuredContent: result.value }
  }
  const charts: string[] = []
  for (const result of [whole, { content: whole.content }]) {
    const view = await openInHost(browser, { html, width: 720, args, results: [result], call })
    await view.frame.getByRole('heading', { name: 'Blood pressure' }).waitFor()
    charts.push(await view.frame.locator('.chart').innerHTML())
    expect(view.complaints).toEqual([])
    await view.page.context().close()
  }
  expect(charts[1]).toBe(charts[0])
  const lines = readFileSync(join(folder, 'audit.jsonl'), 'utf8').trim().split('\n')
  expect(lines.filter((line) => line.includes('get_observation_trend'))).toHaveLength(2)
  expect(lines.filter((line) => line.includes('ui://'))).toEqual([])
})

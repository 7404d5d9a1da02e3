import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
    env: { HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), JHE_AUDIT_LOG: audit },
  })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await host.close()
  rmSync(folder, { recursive: true })
})

/** The lines of the audit trail; that of a call may be written after its answer. */
const trail = (): readonly string[] =>
  readFileSync(join(folder, 'audit.jsonl'), 'utf8').trim().split('\n')

const patient = { patient_id: 40_013 }
const views = [
  {
    ...{ view: 'trend', tool: 'get_observation_trend', title: 'Blood pressure' },
    args: { ...patient, data_type: 'omh:blood-pressure:4.0', bucket: 'week' },
  },
  {
    ...{ view: 'summary', tool: 'summarize_observations', title: 'Summary of observations' },
    args: patient,
  },
  {
    ...{ view: 'study', tool: 'get_study_metadata', title: 'Devices and apps' },
    args: { study_id: 30_001 },
  },
  {
    ...{ view: 'observations', tool: 'get_patient_observations', title: 'Observations' },
    args: { ...patient, limit: 20 },
  },
  {
    ...{ view: 'people', tool: 'get_patient_demographics', title: 'Patients of study 30001' },
    args: { study_id: 30_001, limit: 5 },
  },
  {
    ...{ view: 'search', tool: 'search_patients', title: 'Patients found' },
    args: { study_id: 30_001, limit: 5 },
  },
]
const asked = z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) })

describe.each(views)('the view $view', ({ view: name, tool, title, args }) => {
  it('rows 3 and 37, pictures 1 and 2: is the same without the structure, for one more audited call', async () => {
    const html = (await readView(host, await viewUri(host, name))).text
    const { value, text } = await host.call(tool, args)
    const whole = { content: [{ type: 'text', text }], structuredContent: value }
    const call = async (params: unknown) => {
      const { name: own, arguments: given } = asked.parse(params)
      const result = await host.call(own, given)
      return { content: [{ type: 'text', text: result.text }], structuredContent: result.value }
    }
    const shown: string[] = []
    for (const result of [whole, { content: whole.content }]) {
      const view = await openInHost(browser, { html, width: 720, args, results: [result], call })
      await view.frame.getByRole('heading', { name: title }).waitFor()
      shown.push(await view.frame.locator('main').innerHTML())
      expect(view.complaints).toEqual([])
      await view.page.context().close()
    }
    expect(shown[1]).toBe(shown[0])
    await expect.poll(() => trail().filter((line) => line.includes(tool))).toHaveLength(2)
    expect(trail().filter((line) => line.includes('ui://'))).toEqual([])
  })
})

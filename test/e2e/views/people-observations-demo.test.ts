import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'

import { readObservationsAnswer } from '../../../src/picture/answer/observations-answer.js'
import { connectHost, type Host } from '../../support/clients/mcp-clients.js'
import { launchChromium } from '../../support/processes/chromium.js'
import { readView, viewUri } from '../../support/views/built-view.js'
import { openInHost, withView } from '../../support/views/stand-in-host.js'

let folder: string
let host: Host
let browser: Browser
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jhe-views-demo-'))
  host = await connectHost('2025', {
    args: ['demo', '--stdio'],
    env: { HOME: process.env['HOME'] ?? '', JHE_AUDIT_LOG: join(folder, 'audit.jsonl') },
  })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await host.close()
  rmSync(folder, { recursive: true })
})

const asked = z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) })
const call = async (params: unknown) => {
  const { name, arguments: given } = asked.parse(params)
  const { value, text } = await host.call(name, given)
  return { content: [{ type: 'text', text }], structuredContent: value }
}

const questions = [
  ['observations', 'get_patient_observations', { patient_id: 40_013, limit: 20 }],
  ['people', 'get_patient_demographics', { study_id: 30_001, limit: 5 }],
  ['search', 'search_patients', { study_id: 30_001, limit: 5 }],
] as const

describe('views of the demo world', () => {
  it.each(questions)(
    'rows 3 and 37, pictures 2: %s is the same without the structure, for one more audited call',
    async (view, tool, args) => {
      const html = (await readView(host, await viewUri(host, view))).text
      const whole = await call({ name: tool, arguments: args })
      const pages: string[] = []
      for (const result of [whole, { content: whole.content }]) {
        const opening = openInHost(browser, { html, width: 720, args, results: [result], call })
        await withView(opening, async ({ frame }) => {
          await frame.locator('tbody tr').first().waitFor()
          pages.push(await frame.locator('main').innerHTML())
        })
      }
      expect(pages[1]).toBe(pages[0])
      // lines are gathered for a moment before they are written
      await vi.waitFor(() => {
        const lines = readFileSync(join(folder, 'audit.jsonl'), 'utf8').trim().split('\n')
        expect(lines.filter((line) => line.includes(`"${tool}"`))).toHaveLength(2)
      })
    },
  )

  it.each([40_001, 40_013, 40_024, 40_029])(
    'pictures 5: patient %i has the same numbers and times in both formats',
    async (patient) => {
      const read = async (format: string) => {
        const args = { patient_id: patient, limit: 60, format }
        const { value } = await host.call('get_patient_observations', args)
        return readObservationsAnswer(value, Number.MAX_SAFE_INTEGER).rows.map((row) => ({
          ...{ id: row.id, dataType: row.dataType, slot: row.slot },
          numbers: row.readings
            .flatMap(({ value: number, unit }) => (number === undefined ? [] : [[number, unit]]))
            .map((pair) => JSON.stringify(pair))
            .sort(),
        }))
      }
      const [slim, fhir] = [await read('slim'), await read('fhir')]
      // of a bundle there is room for fewer
      expect(fhir.length).toBeGreaterThan(10)
      expect(fhir).toEqual(slim.slice(0, fhir.length))
    },
  )
})

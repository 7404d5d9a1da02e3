import { describe, expect, it } from 'vitest'

import { checkState } from '../../support/views/checks.js'
import { fixedHeight, heightFaults } from '../../support/views/fixed-height.js'
import { resultWith, studyView, summaryView, type ListView } from '../../support/views/open-list.js'
import { resultOf } from '../../support/views/open-trend.js'
import { savedFrom, saving } from '../../support/views/saved.js'
import { callsOf, toldModel, type OpenView } from '../../support/views/stand-in-host.js'
import { titled, viewTests } from '../../support/views/view-tests.js'

/** The name of the button that has the focus. */
const focused = async ({ frame }: OpenView): Promise<unknown> =>
  await frame.evaluate(
    "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent)",
  )

const testsOf = ({ name, args, answer }: ListView) =>
  viewTests(name, { args, results: [resultWith(answer)] }, titled)

const summary = testsOf(summaryView)
const study = testsOf(studyView)

describe.each([
  { ...summaryView, ...summary },
  { ...studyView, ...study },
])('the view $name', ({ inHost, ...given }) => {
  const title = ({ frame }: OpenView) => frame.getByRole('heading', { name: given.title })
  const opener = ({ frame }: OpenView) => frame.getByRole('button', { name: given.opened[0] })

  it('row 4: opens nothing where the host lets it ask nothing', async () => {
    await inHost({ capabilities: {} }, async (view) => {
      expect(await opener(view).count()).toBe(0)
    })
  })

  it('opens a trend in its place by keyboard alone, and comes back to where it was', async () => {
    const call = () => resultOf([60, 62, null, 64])
    await inHost({ call }, async (view) => {
      await opener(view).focus()
      await opener(view).press('Enter')
      await view.frame.getByText('3 readings', { exact: true }).waitFor()
      expect(await callsOf(view)).toEqual([
        { name: 'get_observation_trend', arguments: given.opened[1] },
      ])
      expect(await focused(view)).toBe('Back to all types')
      await view.page.keyboard.press('Enter')
      await title(view).waitFor()
      expect(await focused(view)).toBe(given.opened[0])
    })
  })

  it('shows an error of a trend with a way back', async () => {
    const call = () => ({
      isError: true,
      content: [{ type: 'text', text: 'QUERY_TIMEOUT: Late.' }],
    })
    await inHost({ call }, async (view) => {
      await opener(view).click()
      await view.frame.getByRole('heading', { name: 'No answer' }).waitFor()
      await view.frame.getByRole('button', { name: 'Back to all types' }).click()
      await title(view).waitFor()
    })
  })

  it('tells the model what is looked at after a change, without values, where it is offered', async () => {
    const capabilities = { serverTools: {}, updateModelContext: { text: {} } }
    await inHost({ capabilities, call: () => resultOf([60, 62]) }, async (view) => {
      await opener(view).click()
      await view.frame.getByText('2 readings', { exact: true }).waitFor()
      const text = JSON.stringify(await toldModel(view))
      expect(text).toContain('get_observation_trend of omh:blood-pressure:4.0')
      expect(text).toContain(given.name === 'study' ? 'study 30001' : 'patient 40013')
      expect(text).not.toMatch(/62|129|beats|mmHg/)
    })
  })

  it('rows 21 and 26: has no fault that axe finds, and fits every width, with its table open', async () => {
    await inHost({}, async (view) => {
      await view.frame.getByRole('button', { name: 'Table' }).click()
      await view.frame.locator('table').waitFor()
      await checkState(view)
    })
  })

  it('row 20: fits into a fixed height of 400, and pages through its rows', async () => {
    await inHost(fixedHeight, async (view) => {
      const rows = view.frame.locator('.row:visible h2')
      expect(await heightFaults(view)).toEqual([])
      const first = await rows.allInnerTexts()
      await view.frame.getByRole('button', { name: 'Next rows' }).click()
      expect(await heightFaults(view)).toEqual([])
      expect(await rows.allInnerTexts()).not.toEqual(first)
      await view.frame.getByRole('button', { name: 'Previous rows' }).click()
      expect(await rows.allInnerTexts()).toEqual(first)
    })
    const call = () => resultOf([60, 62, null, 64])
    await inHost({ ...fixedHeight, call }, async (view) => {
      await opener(view).click()
      await view.frame.getByText('mean', { exact: true }).first().waitFor()
      expect(await heightFaults(view)).toEqual([])
    })
  })

  it('row 20: shows all rows again where a full screen has room for them', async () => {
    await inHost(fixedHeight, async (view) => {
      const next = view.frame.getByRole('button', { name: 'Next rows' })
      await next.click()
      await view.tell({
        method: 'ui/notifications/host-context-changed',
        params: { displayMode: 'fullscreen' },
      })
      await next.waitFor({ state: 'hidden' })
      expect(await view.frame.locator('.row').count()).toBe(
        await view.frame.locator('.row:visible').count(),
      )
    })
  })

  // a summary has no room for it within its budget; each of its trends is saved by the trend's own view
  it.runIf(given.name === 'study')(
    'saves its numbers and its drawing, by a name that says of whom',
    async () => {
      await inHost({}, async ({ frame }) => {
        expect(await frame.getByRole('button', { name: 'Save as CSV' }).isVisible()).toBe(false)
      })
      await inHost(saving, async (view) => {
        const [csv, svg] = await savedFrom(view, ['CSV', 'SVG'])
        expect(csv?.name).toBe('study-30001.csv')
        expect(csv?.text).toContain('omh:blood-pressure:4.0')
        expect(svg?.mimeType).toBe('image/svg+xml')
        expect(svg?.text).toMatch(/^<svg .*<title>/)
        // not shared: neither a value nor a line of its own
        expect(csv?.text).not.toContain('body-weight')
      })
    },
  )

  it('row 19: keeps the focus when the theme changes', async () => {
    await inHost({ context: { theme: 'light' } }, async (view) => {
      await opener(view).focus()
      const params = { theme: 'dark' }
      await view.tell({ method: 'ui/notifications/host-context-changed', params })
      await view.frame.locator('html[data-theme="dark"]').waitFor()
      expect(await focused(view)).toBe(given.opened[0])
    })
  })
})

describe('the view summary', () => {
  it('row 9: always shows what is not shared and why, and what was withdrawn', async () => {
    await summary.inHost({}, async ({ frame }) => {
      await frame.getByText('omh:body-weight:3.0 (consent not answered)').waitFor()
      await frame.getByText('3 rows were withdrawn as errors').waitFor()
    })
  })

  it('pictures 5: reads the table back: each number once', async () => {
    await summary.inHost({}, async ({ frame }) => {
      await frame.getByRole('button', { name: 'Table' }).click()
      const rows = await frame.locator('tbody tr').allInnerTexts()
      const shares = '<54: 0.5 % · 54–69: 2.5 % · 70–180: 71.0 % · 181–250: 20.3 % · >250: 5.8 %'
      const days = '21 of 28 · longest gap 3 days'
      expect(rows.map((row) => row.split('\t').map((cell) => cell.trim()))).toEqual([
        [
          'Blood pressure, systolic',
          '129 mmHg mean · 128 median · 8 sd · 107–147 · 127 readings',
          days,
        ],
        [
          'Blood pressure, diastolic',
          '81 mmHg mean · 81 median · 5 sd · 70–94 · 127 readings',
          days,
        ],
        [
          'Blood glucose, blood glucose',
          `151 mg/dL mean · 140 median · 50 sd · 48–301 · CV 33.1 % · GMI 6.9 % · ${shares} · 127 readings`,
          days,
        ],
      ])
    })
  })
})

describe('the view study', () => {
  it('asks without the format where the answer is in FHIR', async () => {
    const host = {
      args: { study_id: 30_001, format: 'fhir' },
      results: [resultWith({ bundle: { resourceType: 'Bundle' } })],
      call: () => resultWith(studyView.answer),
    }
    await study.inHost(host, async (view) => {
      await view.frame.getByRole('heading', { name: studyView.title }).waitFor()
      expect(await callsOf(view)).toEqual([
        { name: 'get_study_metadata', arguments: { study_id: 30_001 } },
      ])
    })
  })
})

import { describe, expect, it } from 'vitest'

import { checkState } from '../../support/views/checks.js'
import { fixedHeight, heightFaults } from '../../support/views/fixed-height.js'
import { cellsOf } from '../../support/views/looks.js'
import { styleOf } from '../../support/views/measure.js'
import { peopleArgs, peopleOf, person } from '../../support/views/open-people.js'
import { titled, viewTests } from '../../support/views/view-tests.js'

const hostile = '</script><img src=x onerror=alert(1)>\u202E"&'
const long = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(6)
const page = { total: 90, truncated: true, next_cursor: 'c1' }
const many = peopleOf(
  Array.from({ length: 25 }, (_, at) =>
    person(40_001 + at, at === 20 ? { given_name: long, email: `${long}@example.org` } : {}),
  ),
  page,
)

const telling = { serverTools: {}, updateModelContext: {} }

const usual = { args: peopleArgs, results: [many], capabilities: telling }
const { inHost } = viewTests('people', usual, titled)

describe('the page of patients', () => {
  it('row 12: shows hostile names as texts, each for itself', async () => {
    const results = [
      peopleOf([
        person(40_001, {
          given_name: hostile,
          family_name: hostile,
          birth_date: hostile,
          email: hostile,
          identifiers: [{ system: hostile, value: hostile }],
        }),
      ]),
    ]
    await inHost({ results }, async (view) => {
      expect(await view.frame.locator('img').count()).toBe(0)
      await view.frame.getByText('<img src=x onerror=alert(1)>').first().waitFor()
      expect(await view.frame.locator('body').innerText()).not.toContain('\u202E')
      expect(await view.frame.locator('td:has(bdi)').count()).toBe(4)
    })
  })

  it('rows 19 and 27: keeps the pick and the focus when the theme changes', async () => {
    await inHost({ context: { theme: 'light' } }, async (view) => {
      const picked = view.frame.getByRole('button', { name: 'Choose patient 40002' })
      await picked.focus()
      await view.page.keyboard.press('Space')
      const params = { theme: 'dark' }
      await view.tell({ method: 'ui/notifications/host-context-changed', params })
      await view.frame.locator('html[data-theme="dark"]').waitFor()
      expect(await picked.getAttribute('aria-pressed')).toBe('true')
      expect(await view.frame.evaluate('document.activeElement.textContent')).toBe('40002')
    })
  })

  it('row 20: shows as many rows as a fixed height of 400 has room for, and the others by a button', async () => {
    await inHost(fixedHeight, async (view) => {
      expect(await heightFaults(view)).toEqual([])
      const shown = view.frame.locator('tbody tr:visible th')
      // what is said of a choice takes room from the rows
      await view.frame.getByRole('button', { name: 'Choose patient 40001' }).click()
      await view.frame.getByText('Patient 40001 chosen', { exact: true }).waitFor()
      expect(await heightFaults(view)).toEqual([])
      const first = await shown.allInnerTexts()
      expect(first[0]).toBe('40001')
      await view.frame.getByText(`1–${first.length} of 25`).waitFor()
      await view.frame.getByRole('button', { name: 'Next rows' }).click()
      expect((await shown.allInnerTexts())[0]).toBe(String(40_001 + first.length))
      expect(await heightFaults(view)).toEqual([])
    })
  })

  it('shows the whole page where the height has no limit', async () => {
    await inHost({}, async (view) => {
      expect(await view.frame.locator('tbody tr:visible').count()).toBe(25)
      expect(await cellsOf(view)).toHaveLength(25)
    })
  })

  it('row 24: shows who is picked without colour', async () => {
    await inHost({ forcedColors: 'active' }, async (view) => {
      await view.frame.getByRole('button', { name: 'Choose patient 40001' }).click()
      expect(await styleOf(view, 'button[aria-pressed="true"]', 'border-top-width')).toBe('3px')
    })
  })

  it('rows 21 and 26: has no fault that axe finds, and fits every width, with one chosen', async () => {
    await inHost({}, async (view) => {
      await view.frame.getByRole('button', { name: 'Choose patient 40001' }).click()
      await checkState(view)
    })
  })

  it('row 26: names its table, its columns and its rows', async () => {
    await inHost({}, async (view) => {
      await view.frame.getByRole('table', { name: 'Patients of study 30001' }).waitFor()
      await view.frame.getByRole('columnheader', { name: 'Born (age)' }).waitFor()
      await view.frame.getByRole('rowheader', { name: 'Choose patient 40001' }).waitFor()
    })
  })
})

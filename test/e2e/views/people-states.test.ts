import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launchChromium } from '../../support/processes/chromium.js'
import { builtView } from '../../support/views/built-view.js'
import { cellsOf } from '../../support/views/looks.js'
import { openPeople, peopleArgs, peopleOf, person } from '../../support/views/open-people.js'
import {
  callsOf,
  toldModel,
  withView,
  type OpenView,
  type StandIn,
} from '../../support/views/stand-in-host.js'

let browser: Browser
let people = ''
let search = ''
beforeAll(async () => {
  browser = await launchChromium()
  people = await builtView('people')
  search = await builtView('search')
})
afterAll(async () => {
  await browser.close()
})

const inHost = async (host: Partial<StandIn>, use: (view: OpenView) => Promise<void>) => {
  await withView(openPeople(browser, people, host), use)
}

const stripped = { content: [{ type: 'text', text: 'the answer as text' }] }
const three = peopleOf([person(40_001), person(40_002), person(40_003)])
const telling = { serverTools: {}, updateModelContext: {} }
const title = (view: OpenView) => view.frame.getByRole('heading', { name: 'Patients' })

describe('the view of patients', () => {
  it.each([
    ['row 3: taken out', stripped],
    ['row 5: emptied', { ...stripped, structuredContent: {} }],
  ])('asks its own tool once where the data was %s', async (_row, given) => {
    for (const [html, name] of [
      [people, 'get_patient_demographics'],
      [search, 'search_patients'],
    ] as const) {
      await inHost({ html, results: [given, given], call: () => three }, async (view) => {
        await title(view).waitFor()
        expect(await callsOf(view)).toEqual([{ name, arguments: peopleArgs }])
        expect(await cellsOf(view)).toHaveLength(3)
      })
    }
  })

  it('row 4: shows the text where the host lets it ask nothing', async () => {
    await inHost({ results: [stripped], capabilities: {} }, async (view) => {
      await view.frame.getByText('the answer as text').waitFor()
      expect(await callsOf(view)).toEqual([])
    })
  })

  it('row 8: says what went wrong with its hint, and asks again', async () => {
    const text = 'NOT_VISIBLE: Study 30001 is not among those you can see. Ask list_studies.'
    const results = [{ isError: true, content: [{ type: 'text', text }] }]
    await inHost({ results, call: () => three }, async (view) => {
      await view.frame.getByRole('heading', { name: 'Not visible to you' }).waitFor()
      await view.frame.getByText('Ask list_studies.').waitFor()
      await view.frame.getByRole('button', { name: 'Ask again' }).click()
      await title(view).waitFor()
    })
  })

  it('row 9: says that nobody was found, and how names are compared', async () => {
    const results = [peopleOf([], { notice: 'Nobody you can see fits: each word must begin one.' })]
    await inHost({ html: search, results, args: { name: 'Zz' } }, async (view) => {
      await view.frame.getByText('Nobody', { exact: true }).waitFor()
      await view.frame.getByText('Nobody you can see fits').waitFor()
    })
  })

  it('row 11: says how many there are, goes to the next page and back', async () => {
    const page = { total: 4, truncated: true, next_cursor: 'c1' }
    const first = peopleOf([person(40_001), person(40_002), person(40_003)], page)
    const last = peopleOf([person(40_004)], { total: 4 })
    const answers = [last, first]
    await inHost({ results: [first], call: () => answers.shift() ?? last }, async (view) => {
      await view.frame.getByText('3 of 4 patients', { exact: true }).waitFor()
      await view.frame.getByRole('button', { name: 'More' }).click()
      await view.frame.getByText('This is a later page.').waitFor()
      expect((await cellsOf(view)).map(([id]) => id)).toEqual(['40004'])
      await view.frame.getByRole('button', { name: 'Back' }).click()
      await view.frame.getByText('40001', { exact: true }).waitFor()
      const name = 'get_patient_demographics'
      expect(await callsOf(view)).toEqual([
        { name, arguments: { ...peopleArgs, cursor: 'c1' } },
        { name, arguments: peopleArgs },
      ])
    })
  })

  it('has ids first, and leaves out what is known of nobody', async () => {
    await inHost({ results: [three] }, async (view) => {
      await title(view).waitFor()
      expect(await view.frame.locator('thead th').allInnerTexts()).toEqual([
        'Id',
        'Name',
        'Born (age)',
        'Contact',
        'Identifiers',
      ])
      expect((await cellsOf(view))[0]).toEqual([
        '40001',
        'Ada Number 40001',
        '1960-02-03 (66)',
        'p40001@example.org',
        'urn:mrn|M-40001',
      ])
    })
    const found = { id: 40_001, given_name: 'Ada', family_name: null, birth_date: null }
    const results = [peopleOf([{ ...found, studies: [30_001, 30_002] }])]
    await inHost({ html: search, results }, async (view) => {
      await title(view).waitFor()
      expect(await cellsOf(view)).toEqual([['40001', 'Ada', '30001, 30002']])
    })
  })

  it('shows a bundle as the same table', async () => {
    const resource = {
      ...{ resourceType: 'Patient', id: '40001', birthDate: '1960-02-03' },
      name: [{ family: 'Number 40001', given: ['Ada'] }],
      telecom: [{ system: 'email', value: 'p40001@example.org' }],
      identifier: [{ system: 'urn:mrn', value: 'M-40001' }],
    }
    const bundle = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource }] }
    const { structuredContent: rest } = peopleOf([])
    const results = [{ ...stripped, structuredContent: { ...rest, patients: undefined, bundle } }]
    await inHost({ results }, async (view) => {
      await title(view).waitFor()
      expect(await cellsOf(view)).toEqual([
        ['40001', 'Ada Number 40001', '1960-02-03', 'p40001@example.org', 'urn:mrn|M-40001'],
      ])
    })
  })

  it('tells the model who was picked, once, by the id alone', async () => {
    await inHost({ results: [three], capabilities: telling }, async (view) => {
      await view.frame.getByRole('button', { name: 'Choose patient 40001' }).click()
      const picked = view.frame.getByRole('button', { name: 'Choose patient 40003' })
      await picked.focus()
      await view.page.keyboard.press('Enter')
      await view.frame.getByText('Patient 40003 chosen', { exact: true }).waitFor()
      expect(await picked.getAttribute('aria-pressed')).toBe('true')
      // of two picks within a second the last is told
      expect(await toldModel(view)).toEqual([
        { content: [{ type: 'text', text: 'patient 40003 chosen' }] },
      ])
    })
  })

  it('has ids without buttons where a host takes no picks', async () => {
    await inHost({ results: [three] }, async (view) => {
      await title(view).waitFor()
      expect(await view.frame.locator('table button').count()).toBe(0)
    })
  })
})

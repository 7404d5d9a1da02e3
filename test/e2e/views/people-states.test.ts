import { describe, expect, it } from 'vitest'

import { cellsOf } from '../../support/views/looks.js'
import { peopleArgs, peopleOf, person } from '../../support/views/open-people.js'
import { savedFrom, saving } from '../../support/views/saved.js'
import { callsOf, toldModel } from '../../support/views/stand-in-host.js'
import { titled, viewTests } from '../../support/views/view-tests.js'

const people = viewTests('people', { args: peopleArgs }, titled)
const search = viewTests('search', { args: peopleArgs }, titled)

const stripped = { content: [{ type: 'text', text: 'the answer as text' }] }
const three = peopleOf([person(40_001), person(40_002), person(40_003)])
const telling = { serverTools: {}, updateModelContext: {} }

describe('the view of patients', () => {
  it('row 9: says that nobody was found, and how names are compared', async () => {
    const results = [peopleOf([], { notice: 'Nobody you can see fits: each word must begin one.' })]
    await search.inHost({ results, args: { name: 'Zz' } }, async (view) => {
      await view.frame.getByText('Nobody', { exact: true }).waitFor()
      await view.frame.getByText('Nobody you can see fits').waitFor()
    })
  })

  it('row 11: says how many there are, goes to the next page and back', async () => {
    const page = { total: 4, truncated: true, next_cursor: 'c1' }
    const first = peopleOf([person(40_001), person(40_002), person(40_003)], page)
    const last = peopleOf([person(40_004)], { total: 4 })
    const answers = [last, first]
    await people.inHost({ results: [first], call: () => answers.shift() ?? last }, async (view) => {
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
    await people.inHost({ results: [three] }, async (view) => {
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
    await search.inHost({ results }, async (view) => {
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
    await people.inHost({ results }, async (view) => {
      expect(await cellsOf(view)).toEqual([
        ['40001', 'Ada Number 40001', '1960-02-03', 'p40001@example.org', 'urn:mrn|M-40001'],
      ])
    })
  })

  it('tells the model who was picked, once, by the id alone, and says so when it is told', async () => {
    await people.inHost({ results: [three], capabilities: telling }, async (view) => {
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

  it('says what to do where the host takes no choice, and lets it be tried again', async () => {
    const host = { results: [three], capabilities: telling, refusesContext: true }
    await people.inHost(host, async (view) => {
      const picked = view.frame.getByRole('button', { name: 'Choose patient 40001' })
      await picked.click()
      await view.frame
        .getByText('The host did not take the choice. Write "patient 40001" in the conversation.')
        .waitFor()
      expect(await picked.getAttribute('aria-pressed')).toBe('false')
      await picked.click()
      await view.page.waitForFunction(
        'window.log.filter((m) => m.method === "ui/update-model-context").length === 2',
      )
    })
  })

  it('saves its numbers where the host can, and says by the name that they are a part', async () => {
    const results = [peopleOf([person(40_001, { phone: '+49 30 1' })], { total: 4 })]
    await people.inHost({ ...saving, results }, async (view) => {
      expect(await view.frame.getByRole('button', { name: 'Save as SVG' }).isVisible()).toBe(false)
      const [csv] = await savedFrom(view, ['CSV'])
      expect(csv?.name).toBe('patients-30001-part.csv')
      expect(csv?.text).toContain(
        "40001,Ada,Number 40001,1960-02-03,66,p40001@example.org,'+49 30 1",
      )
    })
  })

  it('has ids without buttons where a host takes no picks', async () => {
    await people.inHost({ results: [three] }, async (view) => {
      expect(await view.frame.locator('table button').count()).toBe(0)
    })
  })
})

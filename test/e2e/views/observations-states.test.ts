import { describe, expect, it } from 'vitest'

import {
  bundleOf,
  fhirObservation,
  observationsOf,
  observed,
} from '../../support/observation-answers.js'
import { cellsOf } from '../../support/views/looks.js'
import { resultWith } from '../../support/views/open-list.js'
import { heartRates, observationsArgs } from '../../support/views/open-observations.js'
import { savedFrom, saving } from '../../support/views/saved.js'
import { callsOf, toldModel } from '../../support/views/stand-in-host.js'
import { titled, viewTests } from '../../support/views/view-tests.js'

const { inHost } = viewTests('observations', { args: observationsArgs }, titled)

const failed = (text: string) => ({ isError: true, content: [{ type: 'text', text }] })
const name = 'get_patient_observations'

describe('the view of single observations', () => {
  it('row 8: says why there is no answer, and keeps the old picture when asked again', async () => {
    const results = [heartRates(3, { next_cursor: 'c1', truncated: true })]
    const call = () => failed('DATABASE_UNAVAILABLE: It is down. Try again in a minute.')
    await inHost({ results, call }, async (view) => {
      await view.frame.getByRole('button', { name: 'Older' }).click()
      await view.frame.getByRole('heading', { name: 'The database cannot be reached' }).waitFor()
      await view.frame.getByRole('button', { name: 'Ask again' }).waitFor()
      expect(await view.frame.locator('.chart svg').count()).toBe(1)
    })
  })

  it('row 9: says that there are none, and what is not shared', async () => {
    const withheld = [{ data_type: 'omh:heart-rate:2.0', reason: 'declined_or_withdrawn' }]
    const results = [resultWith(observationsOf([], { withheld }))]
    await inHost({ results }, async (view) => {
      await view.frame.getByText('No readings', { exact: true }).waitFor()
      await view.frame
        .getByText('Not shared: omh:heart-rate:2.0 (consent declined or withdrawn)')
        .waitFor()
    })
  })

  it('row 11: says that there are older ones, goes there and back with the same question', async () => {
    const older = heartRates(2)
    const newest = heartRates(3, { truncated: true, next_cursor: 'c1' })
    const answers = [older, newest]
    await inHost({ results: [newest], call: () => answers.shift() ?? older }, async (view) => {
      await view.frame.getByText('There are older observations.').waitFor()
      const newer = view.frame.getByRole('button', { name: 'Newer' })
      expect(await newer.getAttribute('aria-disabled')).toBe('true')
      await view.frame.getByRole('button', { name: 'Older' }).click()
      await view.frame.getByText('2 readings', { exact: true }).waitFor()
      await newer.click()
      await view.frame.getByText('3 readings', { exact: true }).waitFor()
      expect(await newer.getAttribute('aria-disabled')).toBe('true')
      expect(await callsOf(view)).toEqual([
        { name, arguments: { ...observationsArgs, cursor: 'c1' } },
        { name, arguments: observationsArgs },
      ])
    })
  })

  it('asks for one type and for all, from the beginning of the list', async () => {
    const both = resultWith(
      observationsOf([
        observed(1, 0),
        observed(2, 9, {
          data_type: 'omh:body-weight:3.0',
          values: [{ name: 'body_weight', value: 81.7, unit: 'kg' }],
        }),
      ]),
    )
    const args = { ...observationsArgs, cursor: 'c9' }
    const call = (params: unknown) =>
      JSON.stringify(params).includes('heart-rate') ? heartRates(1) : both
    await inHost({ args, results: [both], call }, async (view) => {
      const filter = view.frame.getByRole('combobox', { name: 'Type' })
      expect(await filter.locator('option').allInnerTexts()).toEqual([
        'All types',
        'Body weight',
        'Heart rate',
      ])
      await filter.selectOption('Heart rate')
      await view.frame.getByRole('heading', { name: 'Heart rate', level: 1 }).waitFor()
      expect(await filter.inputValue()).toBe('omh:heart-rate:2.0')
      await filter.selectOption('All types')
      await view.frame.getByRole('heading', { name: 'body weight' }).waitFor()
      expect(await callsOf(view)).toEqual([
        { name, arguments: { ...observationsArgs, data_type: 'omh:heart-rate:2.0' } },
        { name, arguments: observationsArgs },
      ])
    })
  })

  it('row 32: lists what it does not draw, and says why', async () => {
    const rows = [
      observed(1, 0),
      observed(2, 1, { status: 'entered-in-error' }),
      observed(3, 2, { effective: null }),
      observed(4, 3, { effective: { at: '2999-01-01T00:00:00Z' } }),
      observed(5, 4, {
        values: [{ name: 'heart_rate', value: null, unit: null, reason: 'missing' }],
      }),
    ]
    const context = { locale: 'en-GB' }
    await inHost({ context, results: [resultWith(observationsOf(rows))] }, async (view) => {
      await view.frame.getByText('1 reading', { exact: true }).waitFor()
      await view.frame.getByText('1 row was withdrawn as an error: not drawn.').waitFor()
      await view.frame.getByText('1 row has no readable time: not drawn.').waitFor()
      await view.frame.getByText('1 row is in the future.').waitFor()
      await view.frame.getByText('1 row has no number: not drawn.').waitFor()
      expect((await cellsOf(view)).map(([when, what]) => [when, what])).toEqual([
        ['Sun, 1 Nov 2020 00:00', '61 beats/min'],
        ['Sun, 1 Nov 2020 00:01', '62 beats/min · withdrawn as an error'],
        ['time unreadable', '63 beats/min'],
        ['Tue, 1 Jan 2999 00:00', '64 beats/min'],
        ['Sun, 1 Nov 2020 00:04', '– (missing)'],
      ])
    })
  })

  it('shows a bundle as the same table', async () => {
    const body = { heart_rate: { value: 61, unit: 'beats/min' } }
    const provenance = { source_name: 'Watch' }
    const entry = [fhirObservation(1, 0, { header: { acquisition_provenance: provenance }, body })]
    const tables: unknown[] = []
    for (const answer of [bundleOf(entry), observationsOf([observed(1, 0)])]) {
      await inHost({ results: [resultWith(answer)] }, async (view) => {
        tables.push(await cellsOf(view))
      })
    }
    expect(tables[0]).toEqual(tables[1])
  })

  it('tells the model what is looked at, never a number, and nothing before a change', async () => {
    const results = [heartRates(3, { truncated: true, next_cursor: 'c1' })]
    const capabilities = { serverTools: {}, updateModelContext: {} }
    const older = resultWith(observationsOf([observed(1, -1440)]))
    await inHost({ results, capabilities, call: () => older }, async (view) => {
      await view.frame.getByRole('button', { name: 'Older' }).click()
      await view.frame.getByText('1 reading', { exact: true }).waitFor()
      const text =
        'The person looks at get_patient_observations of all types of patient 40013, 2020-10-31 to 2020-10-31 in UTC.'
      // the first page is the answer that the model asked for
      expect(await toldModel(view)).toEqual([{ content: [{ type: 'text', text }] }])
    })
  })

  it('saves a page with its bounds and its drawing, and says by the name that it is a part', async () => {
    const bound = {
      values: [{ name: 'blood_glucose', value: 40, unit: 'mg/dL', comparator: '<' }],
    }
    const withheld = [{ data_type: 'omh:body-weight:3.0', reason: 'declined_or_withdrawn' }]
    const rest = { truncated: true, next_cursor: 'c1', withheld }
    const results = [resultWith(observationsOf([observed(1, 0, bound), observed(2, 1)], rest))]
    await inHost({ ...saving, results }, async (view) => {
      await view.frame.getByText('only known to be lower').waitFor()
      const [csv, svg] = await savedFrom(view, ['CSV', 'SVG'])
      expect(csv?.name).toBe('observations-40013-part.csv')
      expect(csv?.text).toContain('blood_glucose,40,mg/dL,<')
      expect(csv?.text).not.toContain('body-weight')
      expect(svg?.name).toBe('observations-40013-part.svg')
      expect(svg?.text).toContain('There are older observations.')
    })
  })
})

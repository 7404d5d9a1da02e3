import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { svgText } from '../../../src/picture/svg-text.js'
import { summaryPicture } from '../../../src/picture/summary/summary-picture.js'
import { studyPicture } from '../../../src/picture/study/study-picture.js'
import type { TreeNode } from '../../../src/picture/tree.js'
import {
  oneStudy,
  studyOf,
  studySheetOf,
  studyType,
  summaryOf,
  summarySheetOf,
  twoTypes,
  typeSummary,
  valueSummary,
} from '../../support/list-answers.js'
import { elementsOf, textsOf } from '../../support/picture-answers.js'
import { spotsOfTree } from '../../support/picture-geometry.js'

const patient = { patient_id: 40_013 }
const study = { study_id: 30_001, start: '2026-11-01' }

const scenes = {
  summary: summarySheetOf(patient, twoTypes),
  'summary on a narrow page': summarySheetOf(patient, twoTypes, { width: 320 }),
  'summary of a study': summarySheetOf(
    study,
    summaryOf([
      typeSummary(
        'omh:sleep-duration:2.0',
        [
          valueSummary('sleep_duration', 'sec', [0, 25_000, 26_100, 36_000, 3600], {
            sum: 522_000,
          }),
        ],
        { patients: 9 },
      ),
      typeSummary(null, [], {
        no_number: 127,
        coverage: { days_with_data: 0, days: 0, longest_gap_days: 0 },
      }),
    ]),
  ),
  'summary of nothing': summarySheetOf(patient, summaryOf([])),
  study: studySheetOf(oneStudy),
  'study on a narrow page': studySheetOf(oneStudy, 320),
  'study as a patient sees it': studySheetOf(
    studyOf(
      [
        studyType('omh:blood-pressure:4.0', 'Blood pressure', {
          ...{ patients_consented: null, patients_pending: null, patients_declined: null },
        }),
      ],
      { patient_count: null, role: null },
    ),
  ),
} as const

describe('a list drawn as SVG', () => {
  it.each(Object.entries(scenes))('pictures 9: %s is drawn as looked at', async (name, sheet) => {
    await expect(`${svgText(sheet).replaceAll('><', '>\n<')}\n`).toMatchFileSnapshot(
      `golden/${name.replaceAll(' ', '-')}.svg`,
    )
  })
})

const number = fc.oneof(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.integer({ min: 0, max: 300 }),
  fc.constantFrom(0, 1e9, -1e9, 1e-9, 5e-324, 1e308, -0),
)
const maybe = fc.option(number)
const count = fc.oneof(fc.nat(), fc.constantFrom(-1, 0, 1, 1e12, 0.5))
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('</script><script>alert(1)</script>', 'abc\u202Edcba', ']]>&#0;<!--'),
)

const value = fc.record({
  ...{ name: text, unit: fc.option(text), mean: maybe, median: maybe, sd: maybe },
  ...{ min: maybe, max: maybe, count, cv: maybe },
  percent_of_readings: fc.dictionary(text, number, { maxKeys: 5 }),
})

const type = fc.record({
  ...{ data_type: fc.option(text), count, patients: count, retracted: count },
  ...{ first: fc.option(text), last: fc.constant('2026-11-28T21:15:00Z') },
  values: fc.array(value, { maxLength: 4 }),
  coverage: fc.record({ days_with_data: count, days: count, longest_gap_days: count }),
  sources: fc.array(text, { maxLength: 6 }),
})

const anySummary = fc
  .tuple(fc.array(type, { maxLength: 4 }), text)
  .map(([types, notice]) =>
    summaryOf(types, { notice, withheld: [{ data_type: notice, reason: notice }] }),
  )

const consent = {
  ...{ patients_consented: fc.option(count), patients_pending: count, patients_declined: count },
}
const anyStudy = fc
  .tuple(
    fc.array(
      fc.record({ code: text, name: text, observation_count: fc.option(count), ...consent }),
      { maxLength: 5 },
    ),
    text,
  )
  .map(([types, name]) => studyOf(types, { name, description: name, notice: name }))

const anySheet: fc.Arbitrary<TreeNode> = fc
  .tuple(fc.constantFrom(320, 494, 720), anySummary, anyStudy, fc.boolean())
  .map(([width, summary, about, isSummary]) =>
    isSummary ? summarySheetOf(patient, summary, { width }) : studySheetOf(about, width),
  )

const known = new Set(['svg', 'title', 'desc', 'rect', 'text', 'tspan', 'g', 'path'])

describe('any list', () => {
  it('row 33: stays within its frame and has no number that is none', () => {
    fc.assert(
      fc.property(anySheet, (sheet) => {
        const [width, height] = [Number(sheet.attrs['width']), Number(sheet.attrs['height'])]
        const outside = spotsOfTree(sheet).filter(
          ({ x, y }) => !(x >= 0 && x <= width && y >= 0 && y <= height),
        )
        expect(outside).toEqual([])
        const attributes = elementsOf(sheet).flatMap(({ attrs }) => Object.values(attrs))
        expect(
          attributes.filter((each) => /NaN|Infinity|undefined|null/.test(String(each))),
        ).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('row 12: is well-formed and without script, whatever its texts are', () => {
    fc.assert(
      fc.property(anySheet, (sheet) => {
        const svg = svgText(sheet)
        const tags = [...svg.matchAll(/<\/?([^\s>/]+)/g)].map(([, tag]) => tag)
        expect([...new Set(tags)].filter((tag) => !known.has(tag ?? ''))).toEqual([])
        expect(svg.replaceAll(/&(amp|lt|gt|quot|apos);/g, '')).not.toContain('&')
        expect(svg).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u)
      }),
      { numRuns: 30 },
    )
  })
})

describe('a summary', () => {
  it('pictures 5: shows the numbers of the answer, those of a unit on one scale', () => {
    const [pressure, glucose] = summaryPicture(patient, twoTypes, 'dmy').types
    expect(pressure?.values.map(({ facts }) => facts.map(({ figure }) => figure))).toEqual([
      ['129', '128', '8'],
      ['81', '81', '5'],
    ])
    expect(pressure?.values.map(({ extent }) => extent)).toEqual([
      [70, 147],
      [70, 147],
    ])
    expect(glucose?.values[0]?.more).toBe('CV 33.1 % · GMI 6.9 %')
    expect(glucose?.notes).toEqual([
      '3 rows were withdrawn as errors: not counted.',
      '1 row has no readable time.',
    ])
  })

  it('says long times in hours, with their sum', () => {
    const seconds = [0, 25_200, 27_000, 36_000, 3600]
    const asked = summaryOf([
      typeSummary('omh:sleep-duration:2.0', [
        valueSummary('sleep_duration', 'sec', seconds, { sum: 720_000 }),
      ]),
    ])
    const [row] = summaryPicture(patient, asked, 'dmy').types
    expect(row?.values[0]?.facts).toEqual([
      { figure: '7.5', meaning: 'h mean' },
      { figure: '7.0', meaning: 'median' },
      { figure: '1.0', meaning: 'sd' },
    ])
    expect(row?.values[0]?.more).toBe('200.0 h in all')
  })

  it('row 9: says what is not shared and why', () => {
    const { withheld } = summaryPicture(patient, twoTypes, 'dmy')
    expect(withheld).toEqual(['Not shared: omh:body-weight:3.0 (consent not answered)'])
  })
})

describe('a study', () => {
  it('tells nobody of consent that the answer does not tell', () => {
    const [row] = studyPicture(
      studyOf([studyType('omh:heart-rate:2.0', 'Heart rate', { patients_consented: null })]),
    ).types
    expect(row?.consent).toBeUndefined()
    expect(textsOf(scenes['study as a patient sees it']).join(' ')).not.toMatch(/agreed|declined/)
  })

  it('says what is left out where somebody has not agreed', () => {
    expect(studyPicture(oneStudy).withheld).toHaveLength(1)
    const agreed = { patients_pending: 0, patients_declined: 0 }
    const all = studyOf([studyType('omh:heart-rate:2.0', 'Heart rate', agreed)])
    expect(studyPicture(all).withheld).toEqual([])
  })
})

import { describe, expect } from 'vitest'
import { z } from 'zod'

import { listRecords } from '../../../src/query/clinical/records.js'
import { it } from '../../support/fixtures.js'
import { addRecords } from '../../support/clinical/record-world.js'
import type { ToolCaller } from '../../support/clients/tool-caller.js'
import type { TestDatabase } from '../../support/database/database.js'
import { everyHostileText } from '../../support/worlds/jhe/more-hostile-texts.js'
import { patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { recordId } from '../../support/worlds/jhe/records.js'

const unseen =
  /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2028\u2029\ufff9-\ufffb]/u

const row = z.looseObject({
  id: z.string(),
  status: z.string().nullable(),
  display: z.string().nullable(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
})

const nested = (depth: number): unknown => {
  let value: unknown = 'deep'
  for (let i = 0; i < depth; i += 1) value = [value]
  return value
}

/** Four megabytes that cannot be compressed away. */
const attachment = Array.from({ length: 120_000 }, (_, i) =>
  ((i * 2_654_435_761) % 2 ** 32).toString(36).padStart(9, '0').repeat(4),
).join('')

const ofAna = { patient_id: patients.ana }

describe('cohort 11: bodies of clinical records that hold anything', () => {
  let caller: ToolCaller
  let database: TestDatabase
  it.beforeAll(async ({ open }) => {
    ;({ caller, database } = await open('jhe_0045'))
    await database.sql('delete from core_fhirauxresource')
  })

  const put = async (bodies: readonly Record<string, unknown>[], type = 'Observation') => {
    await database.sql('delete from core_fhirauxresource')
    await addRecords(
      database,
      bodies.map((body, i) => ({ n: 4000 + i, type, body, patient: patients.ana })),
    )
  }
  const ask = async (args: object = {}, maxBytes = 60_000) => {
    const asked = { ...ofAna, ...args }
    const settings = { maxBytes }
    const outcome = await caller.call(people.ana.userId, 'get_clinical_records', asked, settings)
    if (outcome.code !== undefined) throw new Error(`${outcome.code} ${outcome.message}`)
    return outcome
  }
  const slim = async () =>
    z
      .array(row)
      .parse((await ask({ limit: 1000 }, 5_000_000)).value['records'])
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const fhir = async () => {
    const { value, text } = await ask({ format: 'fhir', limit: 1000 })
    const entry = z.object({ entry: z.array(z.object({ resource: z.looseObject({}) })) })
    expect(JSON.parse(text)).toEqual(value)
    return { value, resources: entry.parse(value['bundle']).entry.map(({ resource }) => resource) }
  }

  it('of 4 MB: nothing of an attachment leaves the database for the short form', async () => {
    expect(attachment.length).toBeGreaterThan(4_000_000)
    const content = [{ attachment: { contentType: 'application/pdf', data: attachment } }]
    await put([{ status: 'current', date: '2026-01-01', content }], 'DocumentReference')
    const answer = await caller.database.ask(
      {
        subject: people.ana.userId,
        claimedStudies: null,
        permissionSource: 'database',
        lacksClaim: false,
        enforceConsent: true,
        onlyStudies: null,
        onlyPatients: null,
        onlyTypes: null,
      },
      listRecords,
      {
        ...ofAna,
        study_id: null,
        record_type: null,
        window_start: null,
        window_end: null,
        after_at: null,
        after_id: null,
        limit: 10,
      },
      AbortSignal.timeout(60_000),
    )
    expect(JSON.stringify(answer).length).toBeLessThan(2000)
    const [found] = await slim()
    expect(found).toMatchObject({ status: 'current', date: '2026-01-01', detail: null })
  })

  it('of 4 MB: are cut to their main elements in FHIR, and the answer says so', async () => {
    const presentedForm = [{ data: attachment }]
    await put(
      [
        { status: 'final', code: { text: 'Scan' }, presentedForm },
        { status: 'final', note: [{ text: 'x'.repeat(12_000) }], code: { text: 'Long' } },
        { status: 'final', code: { text: 'Short' }, resourceType: 'Patient', id: 'forged' },
      ],
      'DiagnosticReport',
    )
    const { value, resources } = await fhir()
    const cut = { meta: { tag: [{ code: 'SUBSETTED' }] }, status: 'final' }
    expect(resources).toMatchObject([
      { id: recordId(4002), resourceType: 'DiagnosticReport', code: { text: 'Short' } },
      { id: recordId(4001), ...cut, code: { text: 'Long' } },
      { id: recordId(4000), ...cut, code: { text: 'Scan' } },
    ])
    expect(JSON.stringify(value).length).toBeLessThan(10_000)
    expect(value['notice']).toContain('SUBSETTED')
  })

  it('are walked through, however deep they are nested', async () => {
    await put([{ note: nested(3000) }, { code: nested(900), valueString: 'seen' }])
    expect(await slim()).toMatchObject([{ detail: null }, { code: null, detail: 'seen' }])
    const { resources } = await fhir()
    expect(resources).toHaveLength(2)
  })

  it.each([[[1, 2]], ['text'], [7], [null], [[{ status: 'final' }]]])(
    'that are no resource (%j) have nothing to tell',
    async (body) => {
      await put([{}])
      await database.sql('update core_fhirauxresource set fhir_data = $1', [JSON.stringify(body)])
      expect(await slim()).toMatchObject([{ status: null, code: null, detail: null, date: null }])
      const { resources } = await fhir()
      expect(resources).toMatchObject([{ id: recordId(4000), resourceType: 'Observation' }])
    },
  )

  it('say that there is more than was looked at', async () => {
    const many = Array.from({ length: 400 }, (_, i) => ({ valueInteger: i, code: { text: 'p' } }))
    await put([
      { status: 'final', valueInteger: 5, component: many },
      { code: { text: 'x'.repeat(9000) }, valueQuantity: { value: 1, unit: 'y'.repeat(100) } },
    ])
    expect(await slim()).toMatchObject([
      { status: 'final', detail: '5; (more is not shown)' },
      { display: null, detail: '1; (more is not shown)' },
    ])
  })

  it('give at most 200 characters of detail', async () => {
    const item = Array.from({ length: 60 }, (_, i) => ({
      linkId: `question-${i}`,
      answer: [{ valueString: 'sometimes '.repeat(3) }, { valueString: 'long '.repeat(300) }],
    }))
    await put(
      [{ item }, { item: [{ linkId: 'q', answer: [{ valueAttachment: {} }] }] }],
      'QuestionnaireResponse',
    )
    const [first, second] = await slim()
    expect(Array.from(first?.detail ?? '')).toHaveLength(200)
    expect(first?.detail).toMatch(
      /^question-0 = sometimes sometimes sometimes, \(not shown\); question-1 = .*…$/,
    )
    expect(second?.detail).toBe('q = (not shown)')
  })

  it('have a status of FHIR, or `other`; what is withdrawn as an error says so', async () => {
    const error = { coding: [{ code: 'entered-in-error' }] }
    await put([
      { status: 'final' },
      { status: 'call me' },
      { status: { text: 'final' } },
      { status: 'entered-in-error', clinicalStatus: { coding: [{ code: 'active' }] } },
      {},
    ])
    expect((await slim()).map(({ status }) => status)).toEqual([
      ...['final', 'other', 'other', 'entered-in-error', null],
    ])
    const active = { coding: [{ code: 'active' }] }
    await put([{ clinicalStatus: active, verificationStatus: error }], 'Condition')
    expect(await slim()).toMatchObject([{ status: 'entered-in-error' }])
  })

  it('refer to what is not there: only a medicine is named', async () => {
    const gone = { reference: 'not-found:abc', display: 'Ana' }
    await put(
      [
        { subject: gone, medicationReference: gone },
        { medicationReference: { reference: 'Medication/not-found', display: 'aspirin 81 MG' } },
        { medication: { reference: { reference: 'Medication/1', display: 'metformin' } } },
      ],
      'MedicationRequest',
    )
    expect((await slim()).map(({ display }) => display)).toEqual([
      ...[null, 'aspirin 81 MG', 'metformin'],
    ])
  })

  it.each(Object.entries(everyHostileText))('T-D9: %s stays a text', async (_name, text) => {
    // PostgreSQL takes no U+0000 in JSON, and no half of a surrogate pair
    const shown = text.replaceAll('\u0000', '')
    const concept = { coding: [{ system: shown, code: shown, display: shown }], text: shown }
    const body = {
      status: shown,
      code: concept,
      authored: shown,
      item: [{ linkId: shown, answer: [{ valueString: shown }] }],
      valueString: shown,
      valueQuantity: { value: 1, unit: shown, code: shown, comparator: shown },
      component: [{ code: concept, valueString: shown }],
      referenceRange: [{ text: shown }],
      [shown]: shown,
    }
    for (const type of ['Observation', 'QuestionnaireResponse', 'Condition']) {
      await put([body], type)
      for (const format of ['slim', 'fhir']) {
        const { value, text: said } = await ask({ format }, 1_000_000)
        expect(JSON.stringify(value)).not.toMatch(unseen)
        expect(said.replaceAll('\n', '')).not.toMatch(unseen)
        if (format === 'slim')
          expect(said.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(1)
      }
    }
  })
})

import { describe, expect } from 'vitest'
import { z } from 'zod'

import { it } from '../../support/fixtures.js'
import { recordCases } from '../../support/clinical/bodies.js'
import { addRecords } from '../../support/clinical/record-world.js'
import type { ToolCaller } from '../../support/clients/tool-caller.js'
import { patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { recordId } from '../../support/worlds/jhe/records.js'
import { recordTypeNames } from '../../../src/query/clinical/record-types.js'

const rows = z.array(z.looseObject({ id: z.string() }))
const withIds = recordCases.map((one, i) => ({ ...one, n: 5000 + i }))

/** A name in every place where FHIR has room for one. */
const canary = 'Zebulon Quarterhouse'
const reference = { reference: 'not-found:xyz', display: canary }
const places = {
  ...{ text: { status: 'generated', div: `<div>${canary}</div>` }, language: canary },
  ...{ name: [{ text: canary, family: canary }], telecom: [{ value: canary }], title: canary },
  ...{ subject: reference, patient: reference, performer: [reference], requester: reference },
  ...{ recorder: reference, asserter: reference, author: [reference], encounter: reference },
  ...{ participant: [{ actor: reference, individual: reference, member: reference }] },
  ...{ note: [{ text: canary, authorString: canary }], conclusion: canary, comment: canary },
  ...{ identifier: [{ value: canary, assigner: reference }], patientInstruction: canary },
  ...{ extension: [{ url: canary, valueString: canary }], modifierExtension: [{ url: canary }] },
  ...{ contained: [{ resourceType: 'Patient', name: [{ text: canary }] }] },
  ...{ content: [{ attachment: { title: canary, url: canary, data: canary } }] },
  ...{ presentedForm: [{ title: canary, data: canary }], photo: [{ title: canary }] },
  ...{ description_: canary, onsetString: canary, occurrenceString: canary, reason: [reference] },
}

/** The same in places within elements that are read: what stands beside their codes and values. */
const beside = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(beside)
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.entries(value).map(([key, part]) => [key, beside(part)] as const)
  const isConcept = 'coding' in value
  return {
    ...Object.fromEntries(parts),
    extension: [{ url: canary, valueString: canary }],
    id: canary,
    ...(isConcept ? { text: canary } : {}),
    ...('valueString' in value ? { valueAttachment: { title: canary, data: canary } } : {}),
  }
}

const slimOf = async (caller: ToolCaller, extra: object = {}) => {
  const args = { patient_id: patients.ana, limit: 1000, ...extra }
  const settings = { maxBytes: 5_000_000 }
  const outcome = await caller.call(people.ana.userId, 'get_clinical_records', args, settings)
  if (outcome.code !== undefined) throw new Error(outcome.message)
  return { records: rows.parse(outcome.value['records'] ?? []), text: outcome.text }
}

describe('cohort 11: clinical records of every type in the spellings of R4 and R5', () => {
  it('has a case of each', () => {
    for (const version of ['R4', 'R5']) {
      const types = recordCases.filter((one) => one.version === version).map(({ type }) => type)
      expect(types.toSorted()).toEqual(recordTypeNames.toSorted())
    }
    expect(recordTypeNames).toHaveLength(26)
  })

  it('are told in short: date, code, status and what matters of the rest', async ({ open }) => {
    const { database, caller } = await open('jhe_0045')
    await addRecords(
      database,
      withIds.map(({ n, type, body }) => ({ n, type, body, patient: patients.ana })),
    )
    const { records } = await slimOf(caller)
    for (const { n, type, version, says } of withIds) {
      const found = records.find(({ id }) => id === recordId(n))
      expect(found, `${type} in ${version}`).toMatchObject({ type, ...says })
    }
  })

  it('A49: shows no name that stands in a narrative, a reference, a note, an attachment or an extension', async ({
    open,
  }) => {
    const { database, caller } = await open('jhe_0045')
    await addRecords(
      database,
      withIds.map(({ n, type, body }) => ({
        n,
        type,
        patient: patients.ana,
        body: { ...places, ...z.record(z.string(), z.unknown()).parse(beside(body)), id: canary },
      })),
    )
    const { records, text } = await slimOf(caller)
    expect(text).not.toContain('Zebulon')
    expect(JSON.stringify(records)).not.toContain('Quarterhouse')
    // and what there is to be shown still is
    for (const { n, type, version, says } of withIds) {
      const found = records.find(({ id }) => id === recordId(n))
      expect(found, `${type} in ${version}`).toMatchObject({ type, date: says.date })
      if (says.code !== null) expect(found, type).toMatchObject({ code: says.code })
      expect(found?.['detail'], type).toBe(says.detail)
    }
  })

  it('A49: takes the patient’s whole name out of the texts that are shown', async ({ open }) => {
    const { database, caller } = await open('jhe_0045')
    const texts = ['for Ana Almeida', 'ALMEIDA, ANA: fasting', 'Ana  almeida', 'Ana is well']
    await addRecords(
      database,
      texts.map((text, i) => ({
        n: 6000 + i,
        type: 'Observation',
        patient: patients.ana,
        body: { code: { text }, valueString: text },
      })),
    )
    const { records } = await slimOf(caller, { type: 'Observation' })
    const shown = records.map(({ display, detail }) => [display, detail])
    expect(shown.toReversed()).toEqual([
      ['for [name]', 'for [name]'],
      ['[name]: fasting', '[name]: fasting'],
      ['[name]', '[name]'],
      ['Ana is well', 'Ana is well'],
    ])
  })
})

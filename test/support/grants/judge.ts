import { expect } from 'vitest'

import { fixedIdsOf, type Grant } from '../../../src/permissions/grant.js'
import { hasRecordType, mayName } from '../../../src/permissions/type-set.js'
import { isRecord } from '../../../src/record.js'
import { withFixedIds } from '../../../src/tools/fixed-ids.js'
import { tools } from '../../../src/tools/registry.js'
import type { CallSettings, Outcome, ToolCaller } from '../clients/tool-caller.js'
import { patients, studies } from '../worlds/jhe/ids.js'
import { people, type PersonName } from '../worlds/jhe/people.js'
import type { Pair } from './rest.js'

const toolNamed = (name: string) => {
  const tool = tools.find((known) => known.name === name)
  if (tool === undefined) throw new Error(`no tool ${name}`)
  return tool
}

/** Counts of people, where a grant names one. */
const countsOf: Readonly<Record<string, RegExp>> = {
  get_study_metadata: /^(patient_count$|patients_)/,
  list_organizations: /^patients$/,
  get_study_activity:
    /^(enrolled|active_patients|with_data|consented|consent_rate|declined|unanswered|unreachable|unknown_time)$/,
  list_patient_summaries: /^total$/,
  summarize_cohort: /^(patients|with_data|gmi_patients|judged|met)$/,
}

/** Who has not agreed is told of those within reach, who are one person. */
const withoutPeople = (value: unknown, counts: RegExp): unknown => {
  if (Array.isArray(value)) return value.map((one) => withoutPeople(one, counts))
  if (!isRecord(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => {
    if (key === 'withheld') return [key, inner] as const
    return [key, counts.test(key) ? null : withoutPeople(inner, counts)] as const
  })
  return Object.fromEntries(entries)
}

/** What is compared: the whole answer, or the whole error without the names of arguments that are filled in. */
const told = (outcome: Outcome): unknown =>
  outcome.code === undefined
    ? outcome.value
    : { ...outcome, hint: outcome.hint.replace(/\b(?:study|patient)_id, /g, '') }

export interface Question {
  readonly person: PersonName
  readonly tool: string
  readonly args: object
  readonly settings: CallSettings
}

const patientOf: Partial<Record<PersonName, number>> = {
  ana: patients.ana,
  ben: patients.ben,
  cora: patients.cora,
}
const studiesOf: Readonly<Record<number, readonly number[]>> = {
  [patients.ana]: [studies.pressure, studies.devices, studies.sugar],
  [patients.ben]: [studies.pressure],
  [patients.cora]: [studies.devices],
}

/** Whether the grant leaves a patient nothing: not themself, or none of their studies. */
const isShutOut = (person: PersonName, { studies: left, patient }: Grant): boolean => {
  const id = patientOf[person]
  if (id === undefined) return false
  const isOther = patient !== null && !patient.includes(id)
  return isOther || (left !== null && !(studiesOf[id] ?? []).some((study) => left.includes(study)))
}

const withoutCursor = (args: object): object =>
  Object.fromEntries(Object.entries(args).filter(([name]) => name !== 'cursor'))

const isOfRecords = ({ tool }: Question): boolean => tool.includes('clinical')
const isOfDirectory = ({ tool }: Question): boolean =>
  tool === 'list_organizations' || tool === 'list_practitioners'
const isOfPatient = ({ person }: Question): boolean => patientOf[person] !== undefined

/** Studies that a question is about, of those that the grant leaves. */
const studiesIn = (left: readonly number[], { args, settings }: Question): readonly number[] => {
  const named: unknown = Reflect.get(args, 'study_id')
  const { claim } = settings
  return left
    .filter((id) => typeof named !== 'number' || id === named)
    .filter((id) => claim === null || claim === undefined || claim.includes(id))
}

/** Where the answer under the grant comes from: of one's own records less is left than of another's. */
const sourceOf = async (
  { grant: { studies: left }, rest, ofStudies }: Pair,
  question: Question,
): Promise<ToolCaller> => {
  if (left === null) return rest
  if (isOfDirectory(question) && isOfPatient(question)) return await ofStudies(left)
  if (isOfDirectory(question)) return await ofStudies(studiesIn(left, question))
  const isOwn = isOfRecords(question) && isOfPatient(question)
  if (!isOwn) return rest
  const settings = { ...question.settings, claim: null }
  return await ofStudies(studiesIn(left, { ...question, settings }))
}

/** A patient is told that the session is held to studies, which is not so where there are no others. */
const withoutNotice = (value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'notice'))
    : value

const compared = (question: Question, { studies: left }: Grant, outcome: Outcome): unknown =>
  left !== null && isOfRecords(question) && isOfPatient(question)
    ? withoutNotice(told(outcome))
    : told(outcome)

/** What must be answered under the grant. */
const expected = async (pair: Pair, question: Question): Promise<unknown> => {
  const { grant } = pair
  const { person, tool, settings } = question
  const filled = withFixedIds(toolNamed(tool), question.args, fixedIdsOf(grant))
  const args = isRecord(filled) ? filled : {}
  // a patient of whom nothing is left sees what a patient without any data does, who has no next page
  const isOut = isShutOut(person, grant) && person !== 'cora'
  const { userId } = people[isOut ? 'typeOnlyPatient' : person]
  const source = await sourceOf(pair, { ...question, args })
  const outcome = await source.call(userId, tool, isOut ? withoutCursor(args) : args, settings)
  const value = compared(question, grant, outcome)
  const counts = countsOf[tool]
  return counts === undefined || grant.patient === null ? value : withoutPeople(value, counts)
}

const asksOther = ({ args }: Question, { types: { read } }: Grant): boolean => {
  const asked: unknown = Reflect.get(args, 'data_type')
  const record: unknown = Reflect.get(args, 'type')
  const where: unknown = Reflect.get(args, 'where')
  const criteria: readonly unknown[] = Array.isArray(where) ? where : []
  return (
    [asked, ...criteria.map((one) => (isRecord(one) ? one['data_type'] : undefined))].some(
      (name) => typeof name === 'string' && !mayName(read, name),
    ) ||
    (typeof record === 'string' && !hasRecordType(read, record))
  )
}

export const check = async (pair: Pair, question: Question): Promise<void> => {
  const { grant, full } = pair
  const { person, tool, args, settings } = question
  const why = JSON.stringify({ ...question, grant })
  const outcome = await full.call(people[person].userId, tool, args, { ...settings, grant })
  if (asksOther(question, grant)) {
    expect(['NOT_VISIBLE', 'INPUT_INVALID', 'ACCOUNT_INACTIVE'], why).toContain(outcome.code)
    return
  }
  expect(compared(question, grant, outcome), why).toEqual(await expected(pair, question))
}

/** A page of the whole reach, from where a narrower session may try to go on. */
export const withForeignCursor = async (
  { grant, full }: Pair,
  question: Question,
): Promise<Question> => {
  const { person, tool, settings } = question
  const args = withFixedIds(toolNamed(tool), question.args, fixedIdsOf(grant))
  const page = await full.call(people[person].userId, tool, isRecord(args) ? args : {}, settings)
  const cursor = page.code === undefined ? page.value['next_cursor'] : undefined
  return typeof cursor === 'string' ? { ...question, args: { ...question.args, cursor } } : question
}

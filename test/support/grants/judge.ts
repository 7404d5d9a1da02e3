import { expect } from 'vitest'

import { fixedIdsOf, type Grant } from '../../../src/permissions/grant.js'
import { mayName } from '../../../src/permissions/type-set.js'
import { isRecord } from '../../../src/record.js'
import { withFixedIds } from '../../../src/tools/fixed-ids.js'
import { tools } from '../../../src/tools/registry.js'
import { createDatabase } from '../database/database.js'
import {
  connectTo,
  createToolCaller,
  type CallSettings,
  type Outcome,
  type ToolCaller,
} from '../clients/tool-caller.js'
import { patients, studies } from '../worlds/jhe/ids.js'
import { people, type PersonName } from '../worlds/jhe/people.js'
import type { SchemaVersion } from '../worlds/jhe/row.js'
import { reduceTo } from './reduce.js'

const toolNamed = (name: string) => {
  const tool = tools.find((known) => known.name === name)
  if (tool === undefined) throw new Error(`no tool ${name}`)
  return tool
}

const withoutPeople = (value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [
          key,
          key === 'patient_count' || key.startsWith('patients_')
            ? null
            : Array.isArray(inner)
              ? inner.map(withoutPeople)
              : inner,
        ]),
      )
    : value

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

/** A database as it is, and one that holds nothing but what a grant allows. */
export interface Pair {
  readonly grant: Grant
  readonly full: ToolCaller
  readonly rest: ToolCaller
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

/** What must be answered under the grant. */
const expected = async ({ grant, rest }: Pair, question: Question): Promise<unknown> => {
  const { person, tool, settings } = question
  const filled = withFixedIds(toolNamed(tool), question.args, fixedIdsOf(grant))
  const args = isRecord(filled) ? filled : {}
  // a patient of whom nothing is left sees what a patient without any data does, who has no next page
  const isOut = isShutOut(person, grant) && person !== 'cora'
  const { userId } = people[isOut ? 'typeOnlyPatient' : person]
  const outcome = await rest.call(userId, tool, isOut ? withoutCursor(args) : args, settings)
  const value = told(outcome)
  const isCounted = tool === 'get_study_metadata' && grant.patient !== null
  return isCounted ? withoutPeople(value) : value
}

const asksOther = ({ args }: Question, { types: { read } }: Grant): boolean => {
  const asked: unknown = Reflect.get(args, 'data_type')
  return typeof asked === 'string' && !mayName(read, asked)
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
  expect(told(outcome), why).toEqual(await expected(pair, question))
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

/** As JHE asks for what it keeps apart from observations. */
export const questionnaire = `
insert into core_codeableconcept (id, coding_system, coding_code, text)
  values (50101, 'http://hl7.org/fhir/resource-types', 'QuestionnaireResponse', 'Surveys');
insert into core_studyscoperequest (id, study_id, scope_code_id, scope_actions)
  select 900, ${studies.pressure}, 50101, 'rs';`

/** Asks on a database beside what a grant leaves of it. */
export async function besideRest(
  { grant, full, version }: Pick<Pair, 'grant' | 'full'> & { readonly version: SchemaVersion },
  ask: (pair: Pair) => Promise<void>,
): Promise<void> {
  const other = await createDatabase(`jhe_${version}`)
  await other.sql(questionnaire)
  await reduceTo(other, grant)
  const rest = createToolCaller(connectTo(other.url))
  try {
    await ask({ grant, full, rest })
  } finally {
    await rest.close()
    await other.drop()
  }
}

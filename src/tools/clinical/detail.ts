import { isRecord } from '../../record.js'
import type { AnswerFields } from '../../query/clinical/record-fields.js'
import { conceptCode, conceptName } from './concept.js'
import {
  codeIn,
  dateIn,
  inside,
  listOf,
  numberIn,
  periodIn,
  quantityIn,
  shortTextIn,
} from './elements.js'
import { notShown, observationDetail, valueIn } from './observation-detail.js'

type Parts = readonly (string | undefined)[]

/** Elements of a record, as its type lists them. */
type Fields = Readonly<Record<string, unknown>>

const named = (name: string, value: string | undefined): string | undefined =>
  value === undefined ? undefined : `${name} ${value}`

/** The first of what was said in one of several ways: the spellings of R4 and R5. */
const firstOf = (...values: Parts): string | undefined =>
  values.find((value) => value !== undefined)

const onsetOf = (fields: Fields): string | undefined =>
  named(
    'onset',
    firstOf(
      dateIn(fields['onsetDateTime']),
      periodIn(fields['onsetPeriod']),
      named('at age', quantityIn(fields['onsetAge'])),
    ),
  )

const occurrenceOf = (fields: Fields): string | undefined =>
  firstOf(
    dateIn(fields['occurrenceDateTime']),
    periodIn(fields['occurrencePeriod']),
    dateIn(fields['performedDateTime']),
    periodIn(fields['performedPeriod']),
  )

/** What is to be taken: as it is written, else dose and code of the timing. */
const doseOf = (fields: Fields): string | undefined => {
  const [first] = listOf(fields['dosageInstruction'])
  const [rate] = listOf(inside(first, 'doseAndRate'))
  const counted = [
    quantityIn(inside(rate, 'doseQuantity')),
    conceptCode(inside(first, 'timing', 'code')),
  ].filter((part) => part !== undefined)
  const text = inside(first, 'text')
  return (
    shortTextIn(text, 120) ??
    (counted.length > 0 ? counted.join(' ') : text === undefined ? undefined : notShown)
  )
}

const dueOf = (fields: Fields): string | undefined => {
  const [target] = listOf(fields['target']).filter(
    (each) => dateIn(inside(each, 'dueDate')) !== undefined,
  )
  return named(
    'due',
    firstOf(
      dateIn(inside(target, 'dueDate')),
      dateIn(fields['occurrenceDateTime']),
      periodIn(fields['occurrencePeriod']),
      dateIn(inside(fields['period'], 'end')),
    ),
  )
}

const categoryOf = (fields: Fields): string | undefined =>
  named('category', conceptName(fields['category']))

const problem = (fields: Fields): Parts => [
  conceptCode(fields['clinicalStatus']),
  conceptCode(fields['verificationStatus']),
  onsetOf(fields),
]

const requested = (fields: Fields): Parts => [
  categoryOf(fields),
  dueOf(fields),
  named('intent', codeIn(fields['intent'])),
]

const happened = (fields: Fields): Parts => [named('occurred', occurrenceOf(fields))]

/** What is told of a record beside its code and its status, by type; of others there is nothing. */
const details: Readonly<Record<string, (fields: Fields) => Parts>> = {
  AllergyIntolerance: (fields) => [
    named('criticality', codeIn(fields['criticality'])),
    ...problem(fields),
  ],
  CarePlan: requested,
  Condition: problem,
  DiagnosticReport: (fields) =>
    listOf(fields['conclusionCode']).map((code) => named('conclusion', conceptName(code))),
  Encounter: (fields) => [
    named('class', conceptCode(fields['class']) ?? conceptName(fields['class'])),
    periodIn(fields['actualPeriod']) ?? periodIn(fields['period']),
    named('planned', dateIn(fields['plannedStartDate'])),
    named('planned until', dateIn(fields['plannedEndDate'])),
  ],
  Goal: (fields) => [
    categoryOf(fields),
    dueOf(fields),
    named('achievement', conceptCode(fields['achievementStatus'])),
  ],
  Group: (fields) => [codeIn(fields['type']), named('members', numberIn(fields['quantity']))],
  Immunization: happened,
  MedicationDispense: (fields) => [
    named('quantity', quantityIn(fields['quantity'])),
    named('days supply', quantityIn(fields['daysSupply'])),
  ],
  MedicationRequest: (fields) => [doseOf(fields), named('intent', codeIn(fields['intent']))],
  Observation: observationDetail,
  Procedure: happened,
  ServiceRequest: requested,
}

const answerIn = ({ name, value }: { readonly name: string; readonly value: unknown }) =>
  valueIn({ [name]: value }) ?? notShown

const questionIn = ({ link, values }: AnswerFields): string => {
  const said = (values ?? []).map(answerIn)
  return `${shortTextIn(link, 40) ?? '?'} = ${said.length === 0 ? notShown : said.join(', ')}`
}

const longestDetail = 200

/** What fits; an ellipsis says that there is more. */
const joined = (parts: readonly string[], hide: (text: string) => string): string | null => {
  if (parts.length === 0) return null
  const all = hide(parts.join('; '))
  const characters = Array.from(all)
  return characters.length <= longestDetail
    ? all
    : `${characters.slice(0, longestDetail - 1).join('')}…`
}

/** What `detailOf` reads. */
interface DetailParts {
  readonly type: string
  /** Elements of the record; null where there is none. */
  readonly fields: Fields | null
  /** Of a QuestionnaireResponse. */
  readonly answers: readonly AnswerFields[] | null
}

/**
 * The rest of a record in at most 200 characters: values, dates and codes of the elements that its
 * type lists; texts only where they are the thing itself (a dose, an answer), and short.
 * @param hide takes out of a text what must not be shown
 */
export function detailOf(
  { type, fields, answers }: DetailParts,
  hide: (text: string) => string,
): string | null {
  if (answers !== null) return joined(answers.map(questionIn), hide)
  const parts = Object.hasOwn(details, type) ? details[type]?.(fields ?? {}) : undefined
  // an element that is null was too large to be looked at
  const hasMore = isRecord(fields) && Object.values(fields).includes(null)
  const told = (parts ?? []).filter((part) => part !== undefined)
  return joined(hasMore ? [...told, '(more is not shown)'] : told, hide)
}

import { dateOf, type Day } from './calendar.js'
import { createRandom, type Random } from './random.js'

/** A clinical record as an EHR hands it out; R5, and in places still R4, as JHE holds them. */
export interface ClinicalRecord {
  readonly type: string
  readonly body: Readonly<Record<string, unknown>>
}

const coded = (system: string, code: string, display: string) => ({
  coding: [{ system, code, display }],
  text: display,
})
const snomed = (code: string, display: string) => coded('http://snomed.info/sct', code, display)
const rxnorm = (code: string, display: string) =>
  coded('http://www.nlm.nih.gov/research/umls/rxnorm', code, display)
const clinical = (code: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code }],
})

const others = [
  snomed('44054006', 'Type 2 diabetes mellitus'),
  snomed('55822004', 'Hyperlipidemia'),
  snomed('235595009', 'Gastroesophageal reflux disease'),
  snomed('195967001', 'Asthma'),
] as const

interface Prescribed {
  readonly medicine: ReturnType<typeof coded>
  readonly dose: string
}

const medicines: readonly [Prescribed, ...Prescribed[]] = [
  { medicine: rxnorm('314076', 'lisinopril 10 MG Oral Tablet'), dose: 'One tablet every morning' },
  { medicine: rxnorm('197361', 'amlodipine 5 MG Oral Tablet'), dose: 'One tablet once a day' },
  {
    medicine: rxnorm('310798', 'hydrochlorothiazide 25 MG Oral Tablet'),
    dose: 'Half a tablet every morning',
  },
]

const conditions = (random: Random, today: Day): readonly ClinicalRecord[] => [
  {
    type: 'Condition',
    body: {
      clinicalStatus: clinical('active'),
      code: snomed('38341003', 'Hypertensive disorder'),
      onsetDateTime: dateOf(today - random.whole(700, 4000)).slice(0, 7),
    },
  },
  {
    type: 'Condition',
    body: {
      clinicalStatus: clinical(random.chance(0.5) ? 'active' : 'resolved'),
      code: random.pick(others),
      recordedDate: dateOf(today - random.whole(200, 3000)),
    },
  },
]

/** Every second patient's chart speaks R4. */
const prescription = (random: Random, isR4: boolean, today: Day): ClinicalRecord => {
  const { medicine, dose } = random.pick(medicines)
  return {
    type: 'MedicationRequest',
    body: {
      status: 'active',
      intent: 'order',
      ...(isR4 ? { medicationCodeableConcept: medicine } : { medication: { concept: medicine } }),
      authoredOn: dateOf(today - random.whole(10, 140)),
      dosageInstruction: [{ text: dose }],
    },
  }
}

const checkUp = snomed('185349003', 'Encounter for check up')

const visits = (random: Random, isR4: boolean, today: Day): readonly ClinicalRecord[] => {
  const day = dateOf(today - random.whole(20, 120))
  const period = { start: `${day}T16:00:00Z`, end: `${day}T16:30:00Z` }
  return [
    {
      type: 'Encounter',
      body: {
        status: isR4 ? 'finished' : 'completed',
        class: isR4 ? { code: 'AMB' } : [{ coding: [{ code: 'AMB' }] }],
        type: [checkUp],
        ...(isR4 ? { period } : { actualPeriod: period }),
      },
    },
    {
      type: 'Encounter',
      body: {
        status: 'planned',
        type: [checkUp],
        plannedStartDate: `${dateOf(today + random.whole(3, 40))}T17:00:00Z`,
      },
    },
  ]
}

const questions = ['dizziness', 'headache', 'missed-doses']

const survey = (random: Random, day: Day): ClinicalRecord => ({
  type: 'QuestionnaireResponse',
  body: {
    status: 'completed',
    questionnaire: 'https://fogbank.example.org/Questionnaire/pressure-diary',
    authored: dateOf(day),
    item: questions.map((linkId) => ({ linkId, answer: [{ valueInteger: random.whole(0, 4) }] })),
  },
})

/** The records of a patient's chart: problems, medicines, visits (one is planned) and a diary. */
export function recordsOf(patient: number, today: Day): readonly ClinicalRecord[] {
  const random = createRandom(`${patient} records`)
  const isR4 = patient % 2 === 1
  return [
    ...conditions(random, today),
    prescription(random, isR4, today),
    ...visits(random, isR4, today),
    ...[60, 30, 2].map((ago) => survey(random, today - ago)),
  ]
}

/** A clinical record in one spelling of FHIR, and what the short form must say of it. */
export interface RecordCase {
  readonly type: string
  readonly version: 'R4' | 'R5'
  readonly body: Readonly<Record<string, unknown>>
  readonly says: {
    readonly date: string | null
    readonly system?: string | null
    readonly code: string | null
    readonly display: string | null
    readonly status: string | null
    readonly detail: string | null
  }
}

const concept = (system: string, code: string, display: string) => ({
  coding: [{ system, code, display }],
  text: 'free text beside the code',
})
const snomed = (code: string, display: string) => concept('http://snomed.info/sct', code, display)
const loinc = (code: string, display: string) => concept('http://loinc.org', code, display)
const hl7 = (code: string) => concept(`http://terminology.hl7.org/CodeSystem/x`, code, code)
const quantity = (value: number, unit: string) => ({ value, unit, code: unit })
const period = { start: '2026-03-01T09:00:00+01:00', end: '2026-03-01T09:30:00+01:00' }
const inPeriod = '2026-03-01T08:00:00Z'

const same = (
  type: string,
  body: RecordCase['body'],
  says: RecordCase['says'],
): readonly RecordCase[] =>
  (['R4', 'R5'] as const).map((version) => ({ type, version, body, says }))

const spelled = (
  type: string,
  bodies: { readonly R4: RecordCase['body']; readonly R5: RecordCase['body'] },
  says: RecordCase['says'],
): readonly RecordCase[] =>
  (['R4', 'R5'] as const).map((version) => ({ type, version, body: bodies[version], says }))

const nothing = { code: null, display: null, detail: null }
const lisinopril = concept(
  'http://www.nlm.nih.gov/research/umls/rxnorm',
  '314076',
  'lisinopril 10 MG',
)
const lisinoprilSays = { system: 'RxNorm', code: '314076', display: 'lisinopril 10 MG' }
const problem = {
  clinicalStatus: hl7('active'),
  verificationStatus: hl7('confirmed'),
  onsetDateTime: '2019-05',
}

/** Every one of the 26 types in the spellings of R4 and of R5. */
export const recordCases: readonly RecordCase[] = [
  ...same(
    'AllergyIntolerance',
    { ...problem, code: snomed('91936005', 'Allergy to penicillin'), criticality: 'high' },
    {
      date: '2019-05',
      system: 'SNOMED',
      code: '91936005',
      display: 'Allergy to penicillin',
      status: 'active',
      detail: 'criticality high; active; confirmed; onset 2019-05',
    },
  ),
  ...same(
    'CarePlan',
    {
      status: 'active',
      intent: 'plan',
      category: [snomed('734163000', 'Care plan')],
      period: { start: '2026-01-01', end: '2026-12-31' },
    },
    {
      date: '2026-01-01',
      system: 'SNOMED',
      code: '734163000',
      display: 'Care plan',
      status: 'active',
      detail: 'category Care plan; due 2026-12-31; intent plan',
    },
  ),
  ...same(
    'CareTeam',
    { status: 'active', category: [loinc('LA28865-6', 'Longitudinal care team')], period },
    {
      date: inPeriod,
      system: 'LOINC',
      code: 'LA28865-6',
      display: 'Longitudinal care team',
      status: 'active',
      detail: null,
    },
  ),
  ...same(
    'Condition',
    { ...problem, code: snomed('38341003', 'Hypertension') },
    {
      date: '2019-05',
      system: 'SNOMED',
      code: '38341003',
      display: 'Hypertension',
      status: 'active',
      detail: 'active; confirmed; onset 2019-05',
    },
  ),
  ...same(
    'Coverage',
    { status: 'active', type: hl7('EHCPOL'), period: { start: '2025' } },
    { date: '2025', code: 'EHCPOL', display: 'EHCPOL', status: 'active', detail: null },
  ),
  ...spelled(
    'Device',
    {
      R4: { status: 'active', type: snomed('23228005', 'Pump'), manufactureDate: '2024-02-03' },
      R5: { status: 'active', type: [snomed('23228005', 'Pump')], manufactureDate: '2024-02-03' },
    },
    { date: '2024-02-03', code: '23228005', display: 'Pump', status: 'active', detail: null },
  ),
  ...same(
    'DiagnosticReport',
    {
      status: 'final',
      code: loinc('58410-2', 'CBC panel'),
      effectiveDateTime: '2026-02-03T10:11:12.5Z',
      conclusionCode: [snomed('271737000', 'Anemia')],
      conclusion: 'free text',
    },
    {
      date: '2026-02-03T10:11:12.5Z',
      code: '58410-2',
      display: 'CBC panel',
      status: 'final',
      detail: 'conclusion Anemia',
    },
  ),
  ...spelled(
    'DocumentReference',
    {
      R4: { status: 'current', type: loinc('34133-9', 'Summary'), context: { period } },
      R5: { status: 'current', type: loinc('34133-9', 'Summary'), period },
    },
    { date: inPeriod, code: '34133-9', display: 'Summary', status: 'current', detail: null },
  ),
  ...spelled(
    'Encounter',
    {
      R4: { status: 'finished', class: { code: 'AMB', display: 'AMB' }, period },
      R5: { status: 'finished', class: [hl7('AMB')], actualPeriod: period },
    },
    {
      date: inPeriod,
      code: 'AMB',
      display: 'AMB',
      status: 'finished',
      detail: `class AMB; ${period.start} to ${period.end}`,
    },
  ),
  ...same(
    'Goal',
    {
      lifecycleStatus: 'active',
      achievementStatus: hl7('improving'),
      category: [hl7('dietary')],
      description: { text: 'Less salt' },
      startDate: '2026-01-05',
      target: [{ dueDate: '2026-09-01' }],
    },
    {
      date: '2026-01-05',
      system: null,
      code: null,
      display: 'Less salt',
      status: 'active',
      detail: 'category dietary; due 2026-09-01; achievement improving',
    },
  ),
  ...same(
    'Group',
    { active: true, type: 'person', quantity: 12, code: snomed('1', 'Cohort') },
    { date: null, code: '1', display: 'Cohort', status: 'active', detail: 'person; members 12' },
  ),
  ...same(
    'Immunization',
    {
      status: 'completed',
      vaccineCode: concept('http://hl7.org/fhir/sid/cvx', '140', 'Influenza'),
      occurrenceDateTime: '2025-10-02',
    },
    {
      date: '2025-10-02',
      system: 'CVX',
      code: '140',
      display: 'Influenza',
      status: 'completed',
      detail: 'occurred 2025-10-02',
    },
  ),
  ...same(
    'Location',
    { status: 'active', type: [hl7('HOSP')] },
    { date: null, code: 'HOSP', display: 'HOSP', status: 'active', detail: null },
  ),
  ...same(
    'Medication',
    { status: 'active', code: lisinopril },
    { date: null, ...lisinoprilSays, status: 'active', detail: null },
  ),
  ...spelled(
    'MedicationDispense',
    {
      R4: {
        status: 'completed',
        medicationCodeableConcept: lisinopril,
        whenHandedOver: '2026-02-02',
        quantity: quantity(30, '{tbl}'),
        daysSupply: quantity(30, 'd'),
      },
      R5: {
        status: 'completed',
        medication: { concept: lisinopril },
        whenHandedOver: '2026-02-02',
        quantity: quantity(30, '{tbl}'),
        daysSupply: quantity(30, 'd'),
      },
    },
    {
      date: '2026-02-02',
      ...lisinoprilSays,
      status: 'completed',
      detail: 'quantity 30 {tbl}; days supply 30 d',
    },
  ),
  ...spelled(
    'MedicationRequest',
    {
      R4: {
        status: 'active',
        intent: 'order',
        medicationCodeableConcept: lisinopril,
        authoredOn: '2026-02-01',
        dosageInstruction: [{ text: 'One tablet every morning' }],
      },
      R5: {
        status: 'active',
        intent: 'order',
        medication: { concept: lisinopril },
        authoredOn: '2026-02-01',
        dosageInstruction: [{ text: 'One tablet every morning' }],
      },
    },
    {
      date: '2026-02-01',
      ...lisinoprilSays,
      status: 'active',
      detail: 'One tablet every morning; intent order',
    },
  ),
  ...same(
    'Observation',
    {
      status: 'final',
      code: loinc('2339-0', 'Glucose'),
      effectiveDateTime: '2026-03-01T10:00:00+02:00',
      valueQuantity: quantity(98, 'mg/dL'),
      referenceRange: [{ low: quantity(70, 'mg/dL'), high: quantity(100, 'mg/dL') }],
      interpretation: [hl7('N')],
    },
    {
      date: '2026-03-01T08:00:00Z',
      code: '2339-0',
      display: 'Glucose',
      status: 'final',
      detail: '98 mg/dL; reference 70 mg/dL to 100 mg/dL; interpretation N',
    },
  ),
  ...same(
    'Organization',
    { active: false, type: [hl7('prov')] },
    { date: null, code: 'prov', display: 'prov', status: 'inactive', detail: null },
  ),
  ...same('Patient', { active: true }, { date: null, ...nothing, status: 'active' }),
  ...same('Practitioner', { active: true }, { date: null, ...nothing, status: 'active' }),
  ...same(
    'PractitionerRole',
    { active: true, code: [hl7('doctor')], period: { start: '2020' } },
    { date: '2020', code: 'doctor', display: 'doctor', status: 'active', detail: null },
  ),
  ...spelled(
    'Procedure',
    {
      R4: {
        status: 'completed',
        code: snomed('80146002', 'Appendectomy'),
        performedPeriod: period,
      },
      R5: {
        status: 'completed',
        code: snomed('80146002', 'Appendectomy'),
        occurrencePeriod: period,
      },
    },
    {
      date: inPeriod,
      code: '80146002',
      display: 'Appendectomy',
      status: 'completed',
      detail: `occurred ${period.start} to ${period.end}`,
    },
  ),
  ...same(
    'Provenance',
    { recorded: '2026-01-02T03:04:05Z', activity: hl7('CREATE') },
    { date: '2026-01-02T03:04:05Z', code: 'CREATE', display: 'CREATE', status: null, detail: null },
  ),
  ...same(
    'QuestionnaireResponse',
    {
      status: 'completed',
      questionnaire: 'https://example.org/Questionnaire/phq-2|1.0',
      authored: '2026-02-20',
      item: [
        { linkId: 'q1', answer: [{ valueInteger: 2 }] },
        {
          linkId: 'group',
          item: [{ linkId: 'q2', answer: [{ valueCoding: { code: 'LA6569-3' } }] }],
        },
        { linkId: 'q3', answer: [{ valueString: 'sometimes' }] },
      ],
    },
    {
      date: '2026-02-20',
      code: 'phq-2',
      display: null,
      status: 'completed',
      detail: 'q1 = 2; q2 = LA6569-3; q3 = sometimes',
    },
  ),
  ...same(
    'RelatedPerson',
    { active: true, relationship: [hl7('MTH')], period: { start: '1990-01' } },
    { date: '1990-01', code: 'MTH', display: 'MTH', status: 'active', detail: null },
  ),
  ...spelled(
    'ServiceRequest',
    {
      R4: {
        status: 'active',
        intent: 'order',
        code: loinc('24331-1', 'Lipid panel'),
        category: [snomed('108252007', 'Laboratory procedure')],
        occurrenceDateTime: '2026-12-01',
        authoredOn: '2026-01-01',
      },
      R5: {
        status: 'active',
        intent: 'order',
        code: { concept: loinc('24331-1', 'Lipid panel') },
        category: [snomed('108252007', 'Laboratory procedure')],
        occurrenceDateTime: '2026-12-01',
        authoredOn: '2026-01-01',
      },
    },
    {
      date: '2026-12-01',
      code: '24331-1',
      display: 'Lipid panel',
      status: 'active',
      detail: 'category Laboratory procedure; due 2026-12-01; intent order',
    },
  ),
]

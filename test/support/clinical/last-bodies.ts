import {
  snomed,
  loinc,
  hl7,
  quantity,
  period,
  inPeriod,
  same,
  spelled,
  nothing,
  lisinopril,
  lisinoprilSays,
  type RecordCase,
} from './record-case.js'

/** Types of the second half of the alphabet. */
export const lastCases: readonly RecordCase[] = [
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

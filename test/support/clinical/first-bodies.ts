import {
  concept,
  snomed,
  loinc,
  hl7,
  period,
  inPeriod,
  same,
  spelled,
  lisinopril,
  lisinoprilSays,
  problem,
  type RecordCase,
} from './record-case.js'

/** Types of the first half of the alphabet. */
export const firstCases: readonly RecordCase[] = [
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
]

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

export const concept = (system: string, code: string, display: string) => ({
  coding: [{ system, code, display }],
  text: 'free text beside the code',
})
export const snomed = (code: string, display: string) =>
  concept('http://snomed.info/sct', code, display)
export const loinc = (code: string, display: string) => concept('http://loinc.org', code, display)
export const hl7 = (code: string) => concept(`http://terminology.hl7.org/CodeSystem/x`, code, code)
export const quantity = (value: number, unit: string) => ({ value, unit, code: unit })
export const period = { start: '2026-03-01T09:00:00+01:00', end: '2026-03-01T09:30:00+01:00' }
export const inPeriod = '2026-03-01T08:00:00Z'

export const same = (
  type: string,
  body: RecordCase['body'],
  says: RecordCase['says'],
): readonly RecordCase[] =>
  (['R4', 'R5'] as const).map((version) => ({ type, version, body, says }))

export const spelled = (
  type: string,
  bodies: { readonly R4: RecordCase['body']; readonly R5: RecordCase['body'] },
  says: RecordCase['says'],
): readonly RecordCase[] =>
  (['R4', 'R5'] as const).map((version) => ({ type, version, body: bodies[version], says }))

export const nothing = { code: null, display: null, detail: null }
export const lisinopril = concept(
  'http://www.nlm.nih.gov/research/umls/rxnorm',
  '314076',
  'lisinopril 10 MG',
)
export const lisinoprilSays = { system: 'RxNorm', code: '314076', display: 'lisinopril 10 MG' }
export const problem = {
  clinicalStatus: hl7('active'),
  verificationStatus: hl7('confirmed'),
  onsetDateTime: '2019-05',
}

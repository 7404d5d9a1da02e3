import type { ExportedRows, StoredObservation } from './exported-rows.js'

/** A patient's answer to one request of a study; undefined where there is none. */
export interface Decision {
  readonly patient: number
  readonly code: number
  readonly consented: boolean | undefined
  readonly at: bigint | undefined
  /** The practitioner and the patient share an organization. */
  readonly isReachable: boolean
}

export interface StudyQuestion {
  /** A practitioner's `core_jheuser.id`. */
  readonly subject: number
  readonly study: number
  /** Unless given, every type that the study asks for. */
  readonly dataType?: string | undefined
  readonly alsoTypes?: readonly string[]
  readonly consent?: 'enforce' | 'off'
}

/** Whether a text means a code: whole, or without its version, its namespace or both. */
export const isNamed = (code: string, asked: string): boolean => {
  const [namespace, name, version] = code.split(':')
  return [
    code,
    name,
    `${namespace ?? ''}:${name ?? ''}`,
    `${name ?? ''}:${version ?? ''}`,
  ].includes(asked)
}

/** What a practitioner may know of a study, worked out from the tables one rule after the other. */
export function reachOf(rows: ExportedRows, question: StudyQuestion) {
  const { subject, study, dataType, alsoTypes = [], consent = 'enforce' } = question
  const own = new Set(
    rows.memberships.filter(({ user }) => user === subject).map((row) => row.organization),
  )
  const codeOf = new Map(rows.codes.map((code) => [code.id, code]))
  const requested = [...new Set(rows.requests.filter((r) => r.study === study).map((r) => r.code))]
  const isAsked = (code: number): boolean =>
    dataType === undefined ||
    [dataType, ...alsoTypes].some((type) => isNamed(codeOf.get(code)?.code ?? '', type))
  const enrolments = rows.enrolments.filter((row) => row.study === study)
  const isReachable = (patient: number): boolean =>
    rows.patientOrganizations.some((row) => row.patient === patient && own.has(row.organization))
  const all: readonly Decision[] = enrolments.flatMap(({ id, patient }) =>
    requested.map((code) => {
      const answer = rows.answers.find((row) => row.enrolment === id && row.code === code)
      return {
        ...{ patient, code, consented: answer?.consented, at: answer?.at },
        isReachable: isReachable(patient),
      }
    }),
  )
  const decisions = all.filter(({ code }) => isAsked(code))
  const mayRead = (one: Decision): boolean =>
    one.isReachable && (consent === 'off' || one.consented === true)
  const readable = new Set(
    decisions.filter(mayRead).map(({ patient, code }) => `${patient} ${code}`),
  )
  return {
    patients: [...new Set(enrolments.map(({ patient }) => patient))],
    isReachable,
    /** Of every request of the study. */
    allDecisions: all,
    /** Of what is asked about. */
    decisions,
    types: requested
      .filter(isAsked)
      .flatMap((code) => codeOf.get(code) ?? [])
      .toSorted((a, b) => a.id - b.id),
    isReadable: (patient: number, code: number | null): boolean =>
      readable.has(`${patient} ${code ?? ''}`),
    withheld: decisions.filter((one) => one.isReachable && !mayRead(one)),
  }
}

export type Reach = ReturnType<typeof reachOf>

/** The rows that figures are made of: within reach, and neither withdrawn as errors nor cancelled. */
export const readableRows = (rows: ExportedRows, reach: Reach): readonly StoredObservation[] =>
  rows.observations.filter(
    ({ patient, code, status }) =>
      reach.isReadable(patient, code) && status !== 'entered-in-error' && status !== 'cancelled',
  )

/** What is withheld, by type and reason, as answers tell it. */
export function withheldOf(rows: ExportedRows, { withheld }: Reach) {
  const codeOf = new Map(rows.codes.map((code) => [code.id, code.code]))
  const groups = new Map<string, Set<number>>()
  for (const { code, consented, patient } of withheld) {
    const key = `${codeOf.get(code) ?? ''} ${consented === false ? 'declined_or_withdrawn' : 'not_answered'}`
    groups.set(key, (groups.get(key) ?? new Set()).add(patient))
  }
  return [...groups]
    .map(([key, patients]) => {
      const [data_type, reason] = key.split(' ')
      return { data_type, reason, patients: patients.size }
    })
    .toSorted((a, b) =>
      `${a.data_type ?? ''} ${a.reason === 'not_answered' ? '0' : '1'}` <
      `${b.data_type ?? ''} ${b.reason === 'not_answered' ? '0' : '1'}`
        ? -1
        : 1,
    )
}

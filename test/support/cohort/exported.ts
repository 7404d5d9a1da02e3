import { z } from 'zod'

import { exportRows, type ExportedRows, type StoredObservation } from '../answers/exported-rows.js'
import type { SendSql } from '../answers/measurements.js'

/** An observation as it is stored, with its time worked out without SQL. */
export interface ExportedRow extends Pick<
  StoredObservation,
  'id' | 'patient' | 'status' | 'data' | 'frame'
> {
  /** `core_codeableconcept.coding_code` */
  readonly code: string
  /** `core_datasource.id`; null for none. */
  readonly source: number | null
}

/** What a patient of a study, who shares an organization with the viewer, answered for a code. */
export interface Decision {
  readonly study: number
  readonly patient: number
  readonly code: string
  readonly consented: boolean | null
}

export interface ExportedWorld {
  readonly rows: readonly ExportedRow[]
  readonly decisions: readonly Decision[]
  readonly births: ReadonlyMap<number, string | null>
}

const birth = z.object({ id: z.coerce.number(), born: z.string().nullable() })

/** The patients of the viewer's organizations. */
const reachedBy = (
  { memberships, patientOrganizations }: ExportedRows,
  viewer: number,
): ReadonlySet<number> => {
  const own = new Set(
    memberships.filter(({ user }) => user === viewer).map(({ organization }) => organization),
  )
  return new Set(
    patientOrganizations
      .filter(({ organization }) => own.has(organization))
      .map(({ patient }) => patient),
  )
}

const decisionsOf = (
  rows: ExportedRows,
  codeOf: ReadonlyMap<number, string>,
  viewer: number,
): readonly Decision[] => {
  const reached = reachedBy(rows, viewer)
  const answers = new Map(
    rows.answers.map((one) => [`${one.enrolment} ${one.code}`, one.consented] as const),
  )
  return rows.enrolments
    .filter(({ patient }) => reached.has(patient))
    .flatMap(({ id, study, patient }) =>
      rows.requests
        .filter((request) => request.study === study)
        .map(({ code }) => ({
          ...{ study, patient, code: codeOf.get(code) ?? '' },
          consented: answers.get(`${id} ${code}`) ?? null,
        })),
    )
}

/** Everything that figures of a viewer's cohorts are made of, as it is stored. */
export async function exportWorld(sql: SendSql, viewer: number): Promise<ExportedWorld> {
  const rows = await exportRows(sql)
  const codeOf = new Map(rows.codes.map(({ id, code }) => [id, code] as const))
  const births = await sql(`select id, to_char(birth_date, 'YYYY-MM-DD') as born from core_patient`)
  return {
    rows: rows.observations.flatMap(({ id, patient, code, status, data, device, frame }) => {
      const named = codeOf.get(code ?? -1)
      return named === undefined
        ? []
        : [{ id, patient, code: named, source: device, status, data, frame }]
    }),
    decisions: decisionsOf(rows, codeOf, viewer),
    births: new Map(
      z
        .array(birth)
        .parse(births)
        .map(({ id, born }) => [id, born] as const),
    ),
  }
}

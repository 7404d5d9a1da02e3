import type { RawBuilder } from 'kysely'

import type { JheTables } from '../db/schema.js'
import type { ViewerKind } from './viewer.js'

/** The one row that says who is asking. */
export interface ViewerRow {
  id: number
  kind: ViewerKind
  practitioner_id: number | null
  patient_id: number | null
}

/** A study that the viewer may see; `role` is theirs in its organization, null for a patient. */
export interface VisibleStudyRow {
  id: number
  name: string
  description: string
  organization_id: number
  role: string | null
}

/** What a query may read from: JHE's tables, and what the viewer may see of them, which every statement starts with. */
export interface Database extends JheTables {
  viewer: ViewerRow
  visible_study: VisibleStudyRow
}

/** PostgreSQL types of bind parameters. */
export type SqlType =
  | 'bigint'
  | 'bigint[]'
  | 'boolean'
  | 'date'
  | 'double precision'
  | 'double precision[]'
  | 'integer'
  | 'integer[]'
  | 'text'
  | 'text[]'
  | 'timestamptz'
  | 'uuid'

/** What every statement is told about the viewer. */
export interface ViewerArgs {
  /** `core_jheuser.id` */
  readonly viewer_id: number
  /** Study ids of the claim; null where the claim does not narrow. */
  readonly claimed_studies: readonly number[] | null
  /** What the grant leaves; null where it does not narrow. */
  readonly only_studies: readonly number[] | null
  readonly only_patients: readonly number[] | null
  /** As `boundTypes` writes them. */
  readonly only_types: readonly string[] | null
  readonly enforce_consent: boolean
}

/** A named bind parameter of a statement, cast to its PostgreSQL type. */
export type ParamOf<Args> = <K extends keyof Args & string>(
  name: K,
  type: SqlType,
) => RawBuilder<Args[K]>

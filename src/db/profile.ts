import { JheError } from '../errors.js'
import { commonColumns, type JheTable } from './schema.js'

/** The names in one database of what JHE's migrations have moved. */
export interface SchemaProfile {
  /** Oldest migration of `core` that has this shape. */
  readonly since: string
  readonly observationJson: 'value_attachment_data' | 'omh_data'
  readonly hasEffectiveColumns: boolean
  readonly patientIdentifiers: 'column' | 'table'
  /** Whether studies and organizations say when they were last changed (from core.0033 on). */
  readonly hasStudyTimes: boolean
  /** Whether there are clinical records (`core_fhirauxresource` as core.0035 made it). */
  readonly hasClinicalRecords: boolean
  /** Whether all advised indexes of this shape exist. */
  readonly hasTimeIndex: boolean
}

/** Every shape that JHE's `core` app has had from core.0011 on, newest first. */
export const schemaProfiles: readonly SchemaProfile[] = [
  {
    since: '0041',
    observationJson: 'omh_data',
    hasEffectiveColumns: true,
    patientIdentifiers: 'table',
    hasStudyTimes: true,
    hasClinicalRecords: true,
    hasTimeIndex: false,
  },
  {
    since: '0035',
    observationJson: 'omh_data',
    hasEffectiveColumns: false,
    patientIdentifiers: 'table',
    hasStudyTimes: true,
    hasClinicalRecords: true,
    hasTimeIndex: false,
  },
  {
    since: '0032',
    observationJson: 'omh_data',
    hasEffectiveColumns: false,
    patientIdentifiers: 'table',
    hasStudyTimes: false,
    hasClinicalRecords: false,
    hasTimeIndex: false,
  },
  {
    since: '0022',
    observationJson: 'value_attachment_data',
    hasEffectiveColumns: false,
    patientIdentifiers: 'table',
    hasStudyTimes: false,
    hasClinicalRecords: false,
    hasTimeIndex: false,
  },
  {
    since: '0011',
    observationJson: 'value_attachment_data',
    hasEffectiveColumns: false,
    patientIdentifiers: 'column',
    hasStudyTimes: false,
    hasClinicalRecords: false,
    hasTimeIndex: false,
  },
]

/** Every shape, without and with the advised indexes: what the closed list is made of. */
export const allProfiles: readonly SchemaProfile[] = schemaProfiles.flatMap((profile) => [
  profile,
  { ...profile, hasTimeIndex: true },
])

/** A column as `table.column`. */
export type ColumnName = `${JheTable}.${string}`

const effectiveColumns = ['effective_date_time', 'effective_period_start', 'effective_period_end']
const studyTimeColumns = ['core_study.last_updated', 'core_organization.last_updated'] as const
const identifierColumns = ['id', 'patient_id', 'system', 'value']
const clinicalColumns = [
  'core_fhirsource.id',
  'core_fhirsource.data_source_id',
  'core_fhirsource.patient_id',
  'core_fhirauxresource.id',
  'core_fhirauxresource.resource_type',
  'core_fhirauxresource.fhir_data',
  'core_fhirauxresource.fhir_source_id',
] as const

/** All columns that the product reads under a profile: what a least-privilege role must be granted. */
export function columnsOf(profile: SchemaProfile): readonly ColumnName[] {
  const common = Object.entries(commonColumns).flatMap(([table, columns]) =>
    columns.map((column): ColumnName => `${tableNamed(table)}.${column}`),
  )
  const effective = profile.hasEffectiveColumns ? effectiveColumns : []
  const identifiers: ColumnName[] =
    profile.patientIdentifiers === 'column'
      ? ['core_patient.identifier']
      : identifierColumns.map((column): ColumnName => `core_patientidentifier.${column}`)
  return [
    ...common,
    `core_observation.${profile.observationJson}`,
    ...effective.map((column): ColumnName => `core_observation.${column}`),
    ...(profile.hasStudyTimes ? studyTimeColumns : []),
    ...identifiers,
    ...(profile.hasClinicalRecords ? clinicalColumns : []),
  ]
}

const isTable = (name: string): name is JheTable => name in commonColumns

const tableNamed = (name: string): JheTable => {
  if (isTable(name)) return name
  throw new Error(`no such table: ${name}`)
}

/**
 * The profile of a database from the columns it has. A migration newer than the known ones is
 * fine as long as the columns are there.
 * @param columns every column of the `core_*` tables as `table.column`
 * @throws JheError SCHEMA_UNSUPPORTED naming the first missing column
 */
export function resolveProfile(columns: ReadonlySet<string>): SchemaProfile {
  const candidates = schemaProfiles.map((profile) => ({
    profile,
    missing: columnsOf(profile).filter((column) => !columns.has(column)),
  }))
  const hasSomeEffective = effectiveColumns.some((name) => columns.has(`core_observation.${name}`))
  const possible = candidates.filter(
    ({ profile }) => profile.hasEffectiveColumns || !hasSomeEffective,
  )
  const fitting = possible.find(({ missing }) => missing.length === 0)
  if (fitting !== undefined) return fitting.profile
  const nearest = possible.reduce((a, b) => (b.missing.length < a.missing.length ? b : a))
  throw new JheError(
    'SCHEMA_UNSUPPORTED',
    `The database lacks the column ${nearest.missing[0] ?? ''}, which every known JHE version has.`,
    'Check that JHE_DB_CONN names the database of JupyterHealth Exchange; if it does, jhe-mcp is older than your JHE: update it.',
  )
}

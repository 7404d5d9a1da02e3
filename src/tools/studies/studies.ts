import { z } from 'zod'

import { JheError } from '../../errors.js'
import type { DataTypeRow } from '../../query/studies/study-metadata.js'
import { keptApartNotice, noticeOf } from '../observations/kept-apart.js'
import { pageById } from '../page.js'
import { idOf } from '../field-marks.js'
import * as params from '../params.js'
import { fhirBundles, queries } from '../queries.js'
import { defineTool, type ToolContext } from '../tool.js'
import { twinsNotice } from '../observations/twin-codes.js'

const fromStudies =
  'Use list_studies for the studies you can see, then get_patient_demographics for their patients.'

/** What can be asked about, and where those are listed that can be seen. */
const listedBy = {
  study: fromStudies,
  patient: fromStudies,
  organization: 'Use list_organizations without organization_id for those that you belong to.',
  'data type': 'Use one that get_study_metadata names; this session may be held to some of them.',
  type: 'Use one that count_clinical_records names; this session may be held to some of them.',
} as const

/** The answer to what does not exist and to what the viewer may not see: one and the same. */
export const notVisible = (what: keyof typeof listedBy): JheError =>
  new JheError(
    'NOT_VISIBLE',
    `No such ${what} is visible to you: it does not exist, or you have no access to it.`,
    listedBy[what],
  )

export const getStudyCount = defineTool({
  name: 'get_study_count',
  set: 'default',
  access: 'Group.s',
  title: 'Count studies',
  description: 'How many studies the signed-in person can access; list_studies names them.',
  input: z.strictObject({}),
  output: z.strictObject({ count: params.count, notice: params.notice }),
  run: async (_input, { ask }) => {
    const { countStudies } = await queries()
    const { count } = await ask(countStudies, {})
    return { value: { count } }
  },
})

export const listStudies = defineTool({
  name: 'list_studies',
  set: 'default',
  access: 'Group.s',
  title: 'List studies',
  description: 'Every study the signed-in person can access, with their role in it.',
  input: z.strictObject({
    limit: params.limit.default(100),
    cursor: params.cursor.optional(),
  }),
  output: z.strictObject({
    studies: z
      .array(
        z.strictObject({
          id: idOf('study', z.int()),
          name: z.string(),
          organization: params.organization,
          role: z.string().nullable(),
        }),
      )
      .meta({
        brief: 'role: viewer, member, manager; null: patient',
      }),
    total: params.count,
    truncated: params.truncated,
    next_cursor: params.nextCursor,
    notice: params.notice,
  }),
  run: async (input, context) => {
    const page = pageById('list_studies', input, context)
    const { listStudies: query } = await queries()
    const { studies, total } = await context.ask(query, page.args)
    return page.of({
      rows: studies,
      value: (rows, end) => ({
        studies: rows.map(({ id, name, role, organization_id, organization_name }) => ({
          id,
          name,
          organization: { id: organization_id, name: organization_name },
          role,
        })),
        total,
        ...end,
      }),
    })
  },
})

const patients = params.count.nullable()

const metadata = z.strictObject({
  id: idOf('study', z.int()),
  name: z.string(),
  description: z.string(),
  organization: params.organization.extend({ type: z.string() }).meta({ brief: '' }),
  role: z.string().nullable(),
  patient_count: patients.describe('null for a patient'),
  observation_count: params.count,
  data_types: z
    .array(
      z.strictObject({
        code: z.string(),
        name: z.string(),
        observation_count: params.count.nullable(),
        record_count: params.count.optional(),
        patients_consented: patients,
        patients_pending: patients,
        patients_declined: patients,
      }),
    )
    .meta({
      brief: '',
    }),
  data_sources: z
    .array(
      z.strictObject({
        id: idOf('data_source', z.int()),
        name: z.string().nullable(),
        type: z.string(),
      }),
    )
    .meta({ brief: '' }),
})

/** Clinical records by type; undefined where they cannot be counted. */
type RecordCounts = ReadonlyMap<string, number> | undefined

/**
 * A data type that JHE keeps as FHIR resources has no count of observations, unless it has
 * observations too, but one of records.
 */
const toDataType =
  (records: RecordCounts) =>
  ({
    is_fhir_resource,
    is_record_type,
    observation_count,
    ...rest
  }: DataTypeRow): z.input<typeof metadata>['data_types'][number] => ({
    ...rest,
    observation_count: is_fhir_resource && observation_count === 0 ? null : observation_count,
    ...(is_record_type && records !== undefined
      ? { record_count: records.get(rest.code) ?? 0 }
      : {}),
  })

/** JHE before core.0035 has no records, and a role that was made before cannot read them. */
const countsNothing: readonly unknown[] = ['SCHEMA_UNSUPPORTED', 'DATABASE_DENIED']

/** How many clinical records of the study may be read, where it asks for any. */
const countRecords = async (study_id: number, { ask }: ToolContext): Promise<RecordCounts> => {
  const { countStudyRecords } = await queries()
  try {
    const { types } = await ask(countStudyRecords, { study_id, patient_id: null })
    return new Map(types.map(({ resource_type, records }) => [resource_type, records]))
  } catch (thrown) {
    if (thrown instanceof JheError && countsNothing.includes(thrown.code)) return undefined
    throw thrown
  }
}

const countedNotice = (codes: readonly string[]): readonly string[] =>
  codes.length === 0
    ? []
    : [
        `${codes.join(', ')}: clinical records, which JupyterHealth Exchange keeps apart from observations; record_count says how many you may read (toolset clinical shows them).`,
      ]

const describeStudy = async (
  study_id: number,
  context: ToolContext,
): Promise<z.input<typeof metadata> & { readonly notice?: string }> => {
  const { studyMetadata } = await queries()
  const { study, data_types, data_sources } = await context.ask(studyMetadata, { study_id })
  const [found] = study
  if (found === undefined) throw notVisible('study')
  const counted = data_types.filter(({ observation_count }) => observation_count > 0)
  const asksForRecords = data_types.some(({ is_record_type }) => is_record_type)
  const records = asksForRecords ? await countRecords(study_id, context) : undefined
  const kept = data_types.filter(({ is_fhir_resource }) => is_fhir_resource)
  const isCounted = ({ is_record_type }: DataTypeRow) => is_record_type && records !== undefined
  const { organization_id, organization_name, organization_type, ...rest } = found
  return {
    ...rest,
    organization: { id: organization_id, name: organization_name, type: organization_type },
    observation_count: data_types.reduce((sum, type) => sum + type.observation_count, 0),
    data_types: data_types.map(toDataType(records)),
    data_sources,
    ...noticeOf([
      ...countedNotice(kept.filter(isCounted).map(({ code }) => code)),
      ...keptApartNotice(kept.filter((type) => !isCounted(type)).map(({ code }) => code)),
      ...twinsNotice(counted.map(({ code }) => code)),
    ]),
  }
}

export const getStudyMetadata = defineTool({
  name: 'get_study_metadata',
  set: 'default',
  access: 'Group.r',
  title: 'Describe a study',
  description:
    'What one study collects: patients, observations and consent by data type, devices. Counts what you may read now.',
  input: z.strictObject({ study_id: params.studyId, format: params.format }),
  output: metadata.partial().extend({ bundle: params.bundle, notice: params.notice }),
  run: async ({ study_id, format }, context) => {
    if (format === 'slim') return { value: await describeStudy(study_id, context) }
    const { studyResources } = await queries()
    const [found] = (await context.ask(studyResources, { study_id })).study
    if (found === undefined) throw notVisible('study')
    const { studyBundle } = await fhirBundles()
    return { value: { bundle: studyBundle(found, context.fhirBase) }, isJson: true }
  },
})

import { z } from 'zod'

import { JheError } from '../../errors.js'
import { findDataTypes, knownTypes, shortName, type DataType } from '../../omh/types/data-types.js'
import type { ValueField } from '../../omh/types/fields.js'
import { isAdditive, statisticRules } from '../../omh/types/statistic-rules.js'
import { mayLackTime, timeForms } from '../../omh/types/time-forms.js'
import type { SiteTypeRow } from '../../query/studies/site-types.js'
import { isPlainText } from '../observations/data-type.js'
import * as params from '../params.js'
import { queries } from '../queries.js'
import type { TableMeaning } from './data-dictionary.js'
import { definePublicTool, type ToolResult, type PublicContext } from '../tool.js'

/** Short names of the data types and names of the tables: what can be described. */
export const typeNames: readonly string[] = [...new Set(knownTypes.map(({ name }) => name))]
export const tableNames: readonly string[] = [
  'core_jheuser',
  'core_organization',
  'core_practitioner',
  'core_practitionerorganization',
  'core_patient',
  'core_patientorganization',
  'core_patientidentifier',
  'core_study',
  'core_studypatient',
  'core_studyscoperequest',
  'core_studypatientscopeconsent',
  'core_codeableconcept',
  'core_datasource',
  'core_studydatasource',
  'core_observation',
  'core_observationidentifier',
  'core_fhirsource',
  'core_fhirauxresource',
]

type Tables = Readonly<Record<string, TableMeaning>>

/** Loaded for the first question: a start needs their names alone. */
const tables = async (): Promise<Tables> => (await import('./data-dictionary.js')).tableMeanings

const valueOf = ({ name, units, required }: ValueField) => ({
  ...{ name, units: [...units], required },
  ...(isAdditive(name) ? { adds_up: true } : {}),
})

/** How statistics of a type tell its values apart, beyond what the rules of every type say. */
const apartOf = ({ primary, context }: DataType): readonly string[] =>
  statisticRules
    .filter(({ apart, keys }) =>
      apart === 'source'
        ? primary.some(({ name }) => isAdditive(name))
        : context.some(({ name }) => keys.some(({ key }) => key === name)),
    )
    .map(({ meaning }) => meaning)

const namespaceOf = ({ code }: DataType): string => code.split(':', 1)[0] ?? ''

/** Every version of a data type, newest first. */
const versionsOf = (type: DataType): readonly DataType[] =>
  knownTypes.filter(
    ({ name, code }) => name === type.name && code.startsWith(`${namespaceOf(type)}:`),
  )

/** Of each namespace the newest: what a short name means today. */
const newestOf = (types: readonly DataType[]): readonly DataType[] =>
  types.filter(
    (type, at) => types.findIndex((each) => namespaceOf(each) === namespaceOf(type)) === at,
  )

const describeType = (type: DataType) => ({
  name: type.name,
  kind: 'data_type',
  code: type.code,
  system: type.system,
  title: type.title,
  meaning: type.meaning,
  other_versions: versionsOf(type)
    .map(({ code }) => code)
    .filter((code) => code !== type.code),
  values: [...type.primary, ...type.secondary].map(valueOf),
  context: type.context.map(({ name, allowed }) => ({ name, allowed: [...allowed] })),
  time: [...timeForms(type.name)],
  time_required: !mayLackTime.includes(type.name),
  statistics: [...apartOf(type)],
})

const describeTable = (name: string, known: Tables) => {
  const { meaning, columns } = known[name] ?? { meaning: '', columns: {} }
  const fields = Object.entries(columns).map(([column, holds]) => ({ name: column, holds }))
  return { name, kind: 'table', meaning, columns: fields }
}

/** What this JHE itself says of a data type that is not in the table. */
const describeSiteType = ({ coding_code, coding_system, text }: SiteTypeRow) => ({
  name: shortName(coding_code),
  kind: 'data_type',
  code: coding_code,
  system: coding_system,
  title: text,
  meaning:
    'A data type of this JupyterHealth Exchange that jhe-mcp has no schema of: get_patient_observations shows what its bodies hold, by path.',
})

const unknown = (hint: string): JheError =>
  new JheError(
    'INPUT_INVALID',
    'name is neither a data type nor a JHE table that jhe-mcp or this JHE knows.',
    `Use one of: ${[...typeNames, ...tableNames].join(', ')}.${hint}`,
  )

const overview = (known: Tables) => [
  ...typeNames.flatMap((name) => {
    const meaning = findDataTypes(name)[0]?.meaning
    return meaning === undefined ? [] : [{ name, kind: 'data_type', meaning }]
  }),
  ...tableNames.map((name) => ({
    name,
    kind: 'table',
    meaning: known[name]?.meaning ?? '',
  })),
]

/** What the program itself knows; undefined where it knows no such name. */
const described = async (name: string | undefined) => {
  if (name === undefined) return overview(await tables())
  const types = newestOf(findDataTypes(name))
  if (types.length > 0) return types.map(describeType)
  return tableNames.includes(name) ? [describeTable(name, await tables())] : undefined
}

/** Not a table, and not a known name in other letters: that is a slip, which costs no look-up. */
const mayBeOfSite = (name: string): boolean =>
  isPlainText(name) &&
  !/^[a-z0-9]+_[a-z0-9_]*$/.test(name) &&
  findDataTypes(name.toLowerCase()).length === 0

/**
 * What this JHE has of a name that the program does not know.
 * @throws JheError INPUT_INVALID where it has nothing, or where nobody is signed in to be told
 */
const describedBySite = async (name: string, context: PublicContext) => {
  if (!mayBeOfSite(name)) throw unknown('')
  const types = await siteTypesOf(name, context)
  if (types.length === 0) throw unknown('')
  return types.map(describeSiteType)
}

const siteTypesOf = async (
  name: string,
  context: PublicContext,
): Promise<readonly SiteTypeRow[]> => {
  try {
    const { ask } = await context.asViewer()
    return (await ask((await queries()).siteTypes, { data_type: name })).types
  } catch (thrown) {
    if (!(thrown instanceof JheError)) throw thrown
    throw unknown(
      ` Data types of this JHE itself could not be looked up (${thrown.code}): ask get_server_status why.`,
    )
  }
}

const output = z.strictObject({
  entries: z.array(z.record(z.string(), z.unknown())),
  notice: params.notice,
})

/** Each is worked out for who asks first. */
const answers = new Map<string | undefined, ToolResult<z.input<typeof output>>>()

const answerOn = async (name: string | undefined, context: PublicContext) => {
  const known = answers.get(name)
  if (known !== undefined) return known
  const entries = await described(name)
  if (entries === undefined) {
    return { value: { entries: await describedBySite(name ?? '', context) } }
  }
  const answer = { value: { entries }, isConstant: true }
  answers.set(name, answer)
  return answer
}

export const describeSchema = definePublicTool({
  name: 'describe_schema',
  set: 'default',
  title: 'Explain a data type or table',
  description: 'What a data type (blood-pressure) or JHE table (core_study) means: fields, units.',
  input: z.strictObject({
    name: z.string().min(1).max(100).optional().describe('Without it: all names'),
  }),
  output,
  run: async ({ name }, context) => await answerOn(name, context),
})

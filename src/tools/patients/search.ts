import { z } from 'zod'

import { JheError } from '../../errors.js'
import type { SearchArgs } from '../../query/patients/search.js'
import { isDay } from '../../text/calendar-day.js'
import { noticeOf } from '../observations/kept-apart.js'
import { pageById } from '../page.js'
import { idOf } from '../field-marks.js'
import * as params from '../params.js'
import { queries } from '../queries.js'
import { notVisible } from '../studies/studies.js'
import { defineTool } from '../tool.js'

const text = z
  .string()
  .min(1)
  .max(100)
  .refine((value) => !/[\p{Cc}\p{Cs}]/u.test(value), 'must not hold control characters')

const nothingAsked = new JheError(
  'INPUT_INVALID',
  'search_patients needs at least one of name, birth_date, identifier and study_id.',
  'Give what is known of the patient; the beginning of a name is enough.',
)

const noWord = new JheError(
  'INPUT_INVALID',
  'name holds no letter or digit to search for.',
  'Give a name, or the beginning of one.',
)

const input = z.strictObject({
  name: text.optional().describe('Starts of names; case and accents do not count'),
  birth_date: z
    .string()
    .refine(isDay, 'must be a date like 1980-05-31')
    .optional()
    .describe('YYYY-MM-DD'),
  identifier: text.optional().describe('Exact; or system|value'),
  study_id: params.plainStudyId.optional(),
  limit: params.limit.default(25),
  cursor: params.cursor.optional(),
})

type Criteria = Pick<SearchArgs, 'name_words' | 'birth_date' | 'identifier' | 'study_id'>

const wordsOf = async (name: string): Promise<readonly string[]> =>
  (await import('../../query/patients/search.js')).nameWords(name)

const criteriaOf = async (asked: z.output<typeof input>): Promise<Criteria> => {
  const { name, birth_date = null, identifier = null, study_id = null } = asked
  if ([name ?? null, birth_date, identifier, study_id].every((part) => part === null)) {
    throw nothingAsked
  }
  const name_words = name === undefined ? null : await wordsOf(name)
  if (name_words?.length === 0) throw noWord
  return { name_words, birth_date, identifier, study_id }
}

/** How what was asked is compared, for who found nobody. */
const matching = ({ name_words, birth_date, identifier }: Criteria): readonly string[] => {
  const rules = [
    ...(name_words === null
      ? []
      : [
          'each word of name must begin a part of the given or family name (case, accents, hyphens and apostrophes do not count)',
        ]),
    ...(birth_date === null ? [] : ['birth_date must be the day that JupyterHealth Exchange has']),
    ...(identifier === null ? [] : ['identifier must be the whole value, or system|value']),
  ]
  return rules.length === 0 ? [] : [`Nobody you can see fits: ${rules.join('; ')}.`]
}

export const searchPatients = defineTool({
  name: 'search_patients',
  set: 'default',
  access: 'Patient.s',
  title: 'Find patients',
  description: 'Patients of your studies by name, birth date or identifier. Several may fit: ask.',
  input,
  output: z.strictObject({
    patients: z
      .array(
        z.strictObject({
          id: idOf('patient', z.int()),
          given_name: z.string().nullable(),
          family_name: z.string().nullable(),
          birth_date: z.string().nullable(),
          studies: z.array(idOf('study', z.int())),
        }),
      )
      .meta({ brief: 'studies: ids' }),
    total: params.count,
    truncated: params.truncated,
    next_cursor: params.nextCursor,
    notice: params.notice,
  }),
  run: async (asked, context) => {
    const criteria = await criteriaOf(asked)
    const page = pageById('search_patients', asked, context)
    const { searchPatients: query } = await queries()
    const found = await context.ask(query, { ...criteria, ...page.args })
    if (!found.is_visible) throw notVisible('study')
    return page.of({
      rows: found.patients,
      value: (rows, end) => ({
        patients: rows.map((row) => ({
          id: row.id,
          given_name: row.name_given,
          family_name: row.name_family,
          birth_date: row.birth_date,
          studies: [...row.studies],
        })),
        total: found.total,
        ...end,
        ...noticeOf(found.total === 0 ? matching(criteria) : []),
      }),
    })
  },
})

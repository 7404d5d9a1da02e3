import { describe, expect, it } from 'vitest'

import { readSource, sourceFiles } from '../../support/source-files.js'

/**
 * What only `permissions/` may write: who the viewer is, who takes part in what, what they are asked
 * for and what they answered, and what the grant allows.
 */
const rules = [
  /\bviewer\.(kind|practitioner_id|patient_id)\b/,
  /core_studypatientscopeconsent/,
  /core_studypatient\b/,
  /core_studyscoperequest/,
  /\bonly_(studies|patients|types)\b/,
  /core_practitionerorganization/,
  /core_patientorganization/,
]

const withoutComments = (source: string): string => source.replaceAll(/\/\*\*?[^]*?\*\//g, '')

const breachesIn = (source: string): readonly string[] =>
  rules.flatMap((rule) => rule.exec(withoutComments(source))?.[0] ?? [])

describe('access rules', () => {
  it.each(sourceFiles('src/query'))('%s leaves them to permissions', (path) => {
    expect(breachesIn(readSource(path))).toEqual([])
  })

  it.each([
    "sql`viewer.kind = 'patient'`",
    ".where('viewer.kind', '=', kind)",
    'sp.patient_id = viewer.patient_id',
    ".leftJoin('core_studypatientscopeconsent as c', on)",
    'from public.core_studypatient as sp',
    'join public.core_studyscoperequest as r on r.study_id = s.id',
    "param('only_studies', 'bigint[]')",
  ])('are found in %s', (source) => {
    expect(breachesIn(source)).not.toEqual([])
  })
})

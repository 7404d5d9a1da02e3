import { grantOf, meet, type Grant } from '../../../src/permissions/grant.js'
import { connectTo, createToolCaller, type ToolCaller } from '../clients/tool-caller.js'
import { createDatabase } from '../database/database.js'
import { studies } from '../worlds/jhe/ids.js'
import type { SchemaVersion } from '../worlds/jhe/row.js'
import { reduceTo, reduceToStudies } from './reduce.js'

/** Studies that ask for what JHE keeps apart from observations. Ana agreed to two and declined one. */
export const recordRequests = `
insert into core_codeableconcept (id, coding_system, coding_code, text)
  select id, 'http://hl7.org/fhir/resource-types', code, code from (values
    (50101, 'QuestionnaireResponse'), (50102, 'Condition'), (50103, 'Encounter')) as c(id, code);
insert into core_studyscoperequest (id, study_id, scope_code_id, scope_actions)
  select id, study, code, 'rs' from (values
    (900, ${studies.pressure}, 50101), (901, ${studies.pressure}, 50102),
    (902, ${studies.devices}, 50103), (903, ${studies.sugar}, 50103)) as r(id, study, code);
insert into core_studypatientscopeconsent
  (study_patient_id, scope_code_id, scope_actions, consented, consented_time)
  select sp.id, r.scope_code_id, 'rs', sp.study_id <> ${studies.devices}, '2026-01-01'
  from core_studypatient as sp join core_studyscoperequest as r on r.study_id = sp.study_id
  where sp.patient_id = 40001 and r.id > 900;`

/** A database as it is, and what a grant leaves of it. */
export interface Pair {
  readonly grant: Grant
  readonly full: ToolCaller
  /** Holds nothing but what the grant allows. */
  readonly rest: ToolCaller
  /** Of some studies alone: what else a session that is held to them does not show. */
  readonly ofStudies: (ids: readonly number[]) => Promise<ToolCaller>
}

interface World extends Pick<Pair, 'grant' | 'full'> {
  readonly version: SchemaVersion
}

interface Opened {
  readonly caller: ToolCaller
  readonly close: () => Promise<void>
}

const reduced = async (
  version: SchemaVersion,
  grant: Grant,
  studiesOnly: boolean,
): Promise<Opened> => {
  const database = await createDatabase(`jhe_${version}`)
  await database.sql(recordRequests)
  await reduceTo(database, grant)
  if (studiesOnly) await reduceToStudies(database)
  const caller = createToolCaller(connectTo(database.url))
  return {
    caller,
    close: async () => {
      await caller.close()
      await database.drop()
    },
  }
}

/** Asks on a database beside what a grant leaves of it. */
export async function besideRest(
  { grant, full, version }: World,
  ask: (pair: Pair) => Promise<void>,
): Promise<void> {
  const opened = new Map<string, Promise<Opened>>()
  const open = async (key: string, of: Grant): Promise<ToolCaller> => {
    const found = opened.get(key) ?? reduced(version, of, key !== 'rest')
    opened.set(key, found)
    return (await found).caller
  }
  try {
    const rest = await open('rest', grant)
    const ofStudies = async (ids: readonly number[]) =>
      await open(ids.join(), meet(grant, grantOf({ studies: ids })))
    await ask({ grant, full, rest, ofStudies })
  } finally {
    for (const one of opened.values()) await (await one).close()
  }
}

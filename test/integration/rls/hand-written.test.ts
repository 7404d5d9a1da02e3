import { randomBytes } from 'node:crypto'

import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { policies } from '../../../src/sql-scripts/rls-rule.js'
import { undoRls, rlsScript } from '../../../src/sql-scripts/rls-script.js'
import { roleScript } from '../../../src/sql-scripts/role-script.js'
import { rejected } from '../../support/caught.js'
import { createRlsWorld, type RlsWorld } from '../../support/worlds/rls-world.js'
import { connectTo, createToolCaller } from '../../support/clients/tool-caller.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { personNames } from '../../support/tools/permission-row.js'

/** Tables that core.0011 has not. */
const newer = ['core_patientidentifier', 'core_fhirsource', 'core_fhirauxresource']

const idRows = z.array(z.object({ id: z.int() }))

describe.each(['0011', '0045'] as const)('a hand-written statement on core.%s', (version) => {
  let world: RlsWorld
  beforeEach(async () => {
    world = await createRlsWorld(`jhe_${version}`)
  })
  afterEach(async () => {
    await world.close()
  })

  const ids = async (table: string, userId?: number) => {
    const rows = await world.ask<{ id: string }>(`select id from ${table} order by id`, userId)
    return rows.map(({ id }) => Number(id))
  }
  const tables = async () => {
    const found = await world.database.sql<{ relname: string }>(
      `select relname from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace order by 1`,
    )
    return found.map(({ relname }) => relname)
  }
  const countOf = async (table: string, userId?: number) => {
    const [row] = await world.ask<{ n: number }>(`select count(*)::int as n from ${table}`, userId)
    return row?.n
  }

  /** What the tools show a person, without the policies and with consent off. */
  const shownTo = async (userId: number) => {
    const caller = createToolCaller(connectTo(world.database.url))
    const call = async (tool: string, args: object) => {
      const settings = { consent: 'off', maxBytes: 20_000_000 } as const
      const outcome = await caller.call(userId, tool, args, settings)
      return outcome.code === undefined ? outcome.value : {}
    }
    const studyIds = idRows
      .parse((await call('list_studies', {}))['studies'] ?? [])
      .map((s) => s.id)
    const patientIds = new Set<number>()
    const observationIds = new Set<number>()
    for (const study_id of studyIds) {
      const { patients: found = [] } = await call('get_patient_demographics', { study_id })
      for (const { id } of idRows.parse(found)) patientIds.add(id)
    }
    for (const patient_id of patientIds) {
      const args = { patient_id, limit: 1000 }
      for (let cursor: unknown = undefined; cursor !== null;) {
        const page = await call(
          'get_patient_observations',
          cursor === undefined ? args : { ...args, cursor },
        )
        for (const { id } of idRows.parse(page['observations'] ?? [])) observationIds.add(id)
        cursor = page['next_cursor'] ?? null
      }
    }
    await caller.close()
    const sorted = (set: Iterable<number>) => [...set].toSorted((a, b) => a - b)
    return {
      studies: sorted(studyIds),
      patients: sorted(patientIds),
      observations: sorted(observationIds),
    }
  }

  it('T-D13: sees of studies, patients and observations what the tools show, and no row more', async () => {
    for (const name of personNames) {
      const { userId } = people[name]
      const shown = await shownTo(userId)
      expect(await ids('core_study', userId), name).toEqual(shown.studies)
      expect(await ids('core_observation', userId), name).toEqual(shown.observations)
      const own = name === 'cora' ? await ids('core_patient', userId) : shown.patients
      expect(await ids('core_patient', userId), name).toEqual(own)
      expect(own.length, name).toBeLessThanOrEqual(Math.max(shown.patients.length, 1))
    }
  })

  it('sees nothing in a role that stands for nobody', async () => {
    const all = await tables()
    expect(all).toEqual(
      Object.keys(policies)
        .filter((name) => version !== '0011' || !newer.includes(name))
        .toSorted(),
    )
    for (const table of all) expect(await countOf(table), table).toBe(0)
  })

  it('sees of memberships and practitioners those of its own organizations', async () => {
    const { userId } = people.member
    const [harbor] = people.member.memberships.map(([organization]) => organization)
    expect(
      await world.ask(
        'select distinct organization_id::int as id from core_practitionerorganization',
        userId,
      ),
    ).toEqual([{ id: harbor }])
    const colleagues = Object.values(people).flatMap((person) =>
      'memberships' in person && person.memberships.some(([id]) => id === harbor)
        ? [person.practitionerId]
        : [],
    )
    expect(await ids('core_practitioner', userId)).toEqual(colleagues.toSorted())
    expect(await ids('core_practitioner', people.loner.userId)).toEqual([
      people.loner.practitionerId,
    ])
  })

  it.runIf(version === '0045')(
    'sees the clinical records that the tools show, and no more',
    async () => {
      const uuids = async (userId: number) => {
        const rows = await world.ask<{ id: string }>('select id from core_fhirauxresource', userId)
        return rows.map(({ id }) => id).toSorted()
      }
      const caller = createToolCaller(connectTo(world.database.url))
      for (const name of personNames) {
        const { userId } = people[name]
        const shown: string[] = []
        for (const patient_id of Object.values(patients)) {
          const settings = { consent: 'off' } as const
          const outcome = await caller.call(
            userId,
            'get_clinical_records',
            { patient_id },
            settings,
          )
          const { records = [] } = outcome.code === undefined ? outcome.value : {}
          shown.push(
            ...z
              .array(z.object({ id: z.string() }))
              .parse(records)
              .map(({ id }) => id),
          )
        }
        expect(await uuids(userId), name).toEqual(shown.toSorted())
      }
      await caller.close()
    },
  )

  it('sees of the accounts and consents of others nothing', async () => {
    const { userId } = people.member
    const strangers = await world.ask(
      `select id from core_jheuser where id <> ${userId} and id not in (select jhe_user_id from core_patient where jhe_user_id is not null)`,
      userId,
    )
    expect(strangers).toEqual([])
    expect(
      await world.ask(
        `select from core_studypatientscopeconsent as c where not exists (
        select from core_studypatient as sp where sp.id = c.study_patient_id)`,
        userId,
      ),
    ).toEqual([])
    expect(
      await world.ask(
        `select from core_studypatient where study_id not in (${studies.pressure}, ${studies.devices})`,
        userId,
      ),
    ).toEqual([])
  })

  it('cannot put the rule aside', async () => {
    const { userId } = people.member
    const refused = async (text: string, code = '42501') => {
      await expect(world.ask(text, userId)).rejects.toMatchObject({ code })
    }
    await refused('select * from jhe_mcp_rls.reader')
    await refused('update jhe_mcp_rls.reader set jhe_user_id = 10001')
    await refused('set row_security = off; select id from core_study')
    await refused('set session authorization postgres')
    await refused('alter table core_study disable row level security')
    await refused('drop policy jhe_mcp_readers on core_study')
    await refused("create function jhe_mcp_rls.me() returns bigint language sql as 'select 10001'")
    const before = await ids('core_study', userId)
    const inGroup = new pg.Client({
      connectionString: await world.addressOf(userId),
      options: `-c role=${world.group}`,
    })
    await inGroup.connect()
    expect((await inGroup.query('select id from core_study')).rowCount).toBe(2)
    await inGroup.end()
    expect(before).toEqual([studies.pressure, studies.devices])
    // nor learn of a hidden row by an error that only it can cause
    expect(
      await world.ask(
        `select id from core_study where 1 / (id - ${studies.sugar}) is not null`,
        userId,
      ),
    ).toHaveLength(2)
  })

  it('sees no more from the moment on at which a membership ends or an account is switched off', async () => {
    const { userId, practitionerId } = people.member
    expect(await ids('core_study', userId)).toHaveLength(2)
    await world.database.sql('update core_jheuser set is_active = false where id = $1', [userId])
    expect(await ids('core_study', userId)).toEqual([])
    expect(await ids('core_jheuser', userId)).toEqual([userId])
    await world.database.sql('update core_jheuser set is_active = true where id = $1', [userId])
    expect(await ids('core_study', userId)).toHaveLength(2)
    await world.database.sql(
      'delete from core_practitionerorganization where practitioner_id = $1',
      [practitionerId],
    )
    expect(await ids('core_study', userId)).toEqual([])
    expect(await ids('core_observation', userId)).toEqual([])
  })

  it('of JHE itself is not limited, as the owner and as a role that is not', async () => {
    const app = `app_${randomBytes(6).toString('hex')}`
    await world.database
      .sql(`create role ${app} login; grant all on all tables in schema public to ${app};
      grant all on all sequences in schema public to ${app}`)
    const client = new pg.Client(world.database.url.replace('//postgres@', `//${app}@`))
    await client.connect()
    try {
      for (const table of await tables()) {
        const count = `select count(*)::int as n from ${table}`
        expect((await client.query(count)).rows, table).toEqual(await world.database.sql(count))
      }
      const changed = await client.query(`update core_study set name = name || '!'`)
      expect(changed.rowCount).toBe(Object.keys(studies).length - 1)
      const { rows } = await client.query(`insert into core_studypatient (id, patient_id, study_id)
        values (999001, 40001, ${studies.registry}) returning id`)
      expect(rows).toHaveLength(1)
      expect((await client.query('delete from core_studypatient where id = 999001')).rowCount).toBe(
        1,
      )
    } finally {
      await client.end()
      await world.database.sql(`drop owned by ${app}; drop role ${app}`)
    }
  })

  it('is limited again after both scripts ran again, and no longer after the way back', async () => {
    const { userId } = people.member
    await world.database.sql(roleScript(world.group))
    expect(await ids('core_study', userId)).toHaveLength(2)
    const script = rlsScript(world.group)
    await world.database.sql(script)
    expect(await ids('core_study', userId)).toHaveLength(2)
    const wayBack = script.split('-- The way back:\n')[1]?.replaceAll(/^-- {3}/gm, '') ?? ''
    expect(wayBack.trim()).toBe(undoRls)
    await world.database.sql(wayBack)
    expect(await tables()).toEqual([])
    expect(await world.database.sql('select from pg_policies')).toEqual([])
    expect(await ids('core_study', userId)).toHaveLength(Object.keys(studies).length - 1)
  })

  it('is not limited by a script for a name that is not plain', async () => {
    const named = async () => await Promise.resolve().then(() => rlsScript('x; drop role y'))
    expect((await rejected(named())).code).toBe('INPUT_INVALID')
  })
})

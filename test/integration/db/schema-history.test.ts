import { afterEach, describe, expect, it } from 'vitest'

import { columnsOf, resolveProfile } from '../../../src/db/profile.js'
import { commonColumns } from '../../../src/db/schema.js'
import { tables as demoTables } from '../../../src/demo/schema.js'
import { statementsOf } from '../../../src/query/registry.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { migrations, schemaAt } from '../../support/database/jhe/migrations.js'
import { hasRealJhe } from '../../support/database/real-jhe.js'
import { connectTo, createToolCaller } from '../../support/clients/tool-caller.js'

interface ColumnRow extends Record<string, unknown> {
  readonly name: string
  readonly type: string
  readonly nullable: boolean
}

const opened: TestDatabase[] = []

afterEach(async () => {
  await Promise.all(
    opened.splice(0).map(async (database) => {
      await database.drop()
    }),
  )
})

const open = async (template: 'blank' | 'dump_0011' | 'dump_0045', sql = '') => {
  const database = await createDatabase(template)
  opened.push(database)
  if (sql !== '') await database.sql(sql)
  return database
}

const columns = async (database: TestDatabase): Promise<ColumnRow[]> =>
  await database.sql<ColumnRow>(`select c.relname || '.' || a.attname as name,
      pg_catalog.format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable
    from pg_catalog.pg_attribute as a join pg_catalog.pg_class as c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname like 'core\\_%'
      and a.attnum > 0 and not a.attisdropped order by 1`)

/** Without keys to tables that the dumps leave out. */
const keysAndIndexes = async (database: TestDatabase): Promise<string[]> => {
  const rows = await database.sql<{ line: string }>(`select replace(indexdef, 'public.', '') as line
      from pg_catalog.pg_indexes where schemaname = 'public' and tablename like 'core\\_%'
    union all
    select conrelid::regclass || ' ' || pg_catalog.pg_get_constraintdef(oid)
      from pg_catalog.pg_constraint where contype = 'f' and conrelid::regclass::text like 'core\\_%'
        and confrelid::regclass::text like 'core\\_%'
    order by 1`)
  return rows.map(({ line }) => line)
}

const profileOf = async (database: TestDatabase) =>
  resolveProfile(new Set((await columns(database)).map(({ name }) => name)))

const isRead = ({ name }: ColumnRow): boolean => (name.split('.')[0] ?? '') in commonColumns

/**
 * From which migration on the product finds which shape. At core.0021, which no release stopped at,
 * the old identifier column and the new table are both there; the table counts.
 */
const shapes = [
  ['0011', '0011'],
  ['0021', '0022'],
  ['0032', '0032'],
  ['0035', '0035'],
  ['0041', '0041'],
] as const
const shapeAt = (migration: string): string =>
  shapes.findLast(([from]) => from <= migration.slice(0, 4))?.[1] ?? 'none'

/** Asks one question through the product's own door. */
const askOnce = async (database: TestDatabase) => {
  const caller = createToolCaller(connectTo(database.url))
  try {
    return await caller.call(1, 'get_study_count')
  } finally {
    await caller.close()
  }
}

describe('JHE’s schema', () => {
  it('migrates step by step, and the product knows its shape and can run all its SQL at every step', async () => {
    const database = await open('blank', schemaAt('0011'))
    const found: string[] = []
    const look = async (migration: string) => {
      const profile = await profileOf(database)
      found.push(`${migration} as since ${profile.since}`)
      for (const { name, text } of statementsOf(profile).values()) {
        await database.sql(`prepare ${name} as ${text}`)
        await database.sql(`deallocate ${name}`)
      }
    }
    await look('0011')
    for (const { name, sql } of migrations) {
      if (sql !== '') await database.sql(sql)
      await look(name)
    }
    const names = ['0011', ...migrations.map(({ name }) => name)]
    expect(found).toEqual(names.map((name) => `${name} as since ${shapeAt(name)}`))
    expect(migrations.map(({ name }) => Number(name.slice(0, 4)))).toEqual(
      Array.from({ length: 34 }, (_, i) => 12 + i),
    )
  })

  it.each(['0011', '0016', '0019', '0020', '0022', '0032', '0038', '0040', '0041', '0045'])(
    'answers at core.%s',
    async (migration) => {
      const database = await open('blank', schemaAt(migration))
      const applied = await database.sql<{ last: string }>(
        "select max(name) as last from django_migrations where app = 'core'",
      )
      expect(applied[0]?.last.slice(0, 4)).toBe(migration)
      expect(await askOnce(database)).toMatchObject({ value: { count: 0 } })
    },
  )

  it('ends where the demo’s tables are', async () => {
    const [migrated, demo] = [
      await open('blank', schemaAt('0045')),
      await open('blank', demoTables),
    ]
    const read = (await columns(migrated)).filter(isRead)
    expect(read.length).toBeGreaterThan(80)
    expect(read).toEqual((await columns(demo)).filter(isRead))
  })

  it.runIf(hasRealJhe).each(['0011', '0045'] as const)(
    'equals the real database at core.%s: columns, keys and indexes',
    async (migration) => {
      const [own, real] = [
        await open('blank', schemaAt(migration)),
        await open(`dump_${migration}`),
      ]
      expect(await columns(own)).toEqual(await columns(real))
      expect(await keysAndIndexes(own)).toEqual(await keysAndIndexes(real))
    },
  )
})

describe('a database that is not as expected', () => {
  it.each(['0011', '0045'])(
    'is refused at core.%s naming the missing column',
    async (migration) => {
      const database = await open('blank', schemaAt(migration))
      const needed = columnsOf(await profileOf(database)).filter(
        (name) => !name.includes('effective_'),
      )
      const refusals: unknown[] = []
      for (const name of needed) {
        const [table = '', column = ''] = name.split('.')
        await database.sql(`alter table ${table} rename column ${column} to elsewhere`)
        refusals.push(await askOnce(database))
        await database.sql(`alter table ${table} rename column elsewhere to ${column}`)
      }
      expect(refusals).toEqual(
        needed.map((name): unknown =>
          expect.objectContaining({
            code: 'SCHEMA_UNSUPPORTED',
            message: `The database lacks the column ${name}, which every known JHE version has.`,
          }),
        ),
      )
      expect(await askOnce(database)).toMatchObject({ value: { count: 0 } })
    },
  )

  it('is refused when a table is missing, or when it is not JHE’s at all', async () => {
    const database = await open('blank', schemaAt('0045'))
    await database.sql('drop table core_observationidentifier')
    expect(await askOnce(database)).toMatchObject({
      code: 'SCHEMA_UNSUPPORTED',
      message:
        'The database lacks the column core_observationidentifier.id, which every known JHE version has.',
    })
    expect(await askOnce(await open('blank'))).toMatchObject({ code: 'SCHEMA_UNSUPPORTED' })
  })

  it('is fine when it is newer than any known version and has the columns', async () => {
    const database = await open('blank', schemaAt('0045'))
    await database.sql(`insert into django_migrations (app, name, applied) values ('core', '0099_x', now());
      alter table core_observation add column mood text;
      alter table core_study alter column name type text;
      create table core_mood (id bigint primary key)`)
    expect(await askOnce(database)).toMatchObject({ value: { count: 0 } })
  })
})

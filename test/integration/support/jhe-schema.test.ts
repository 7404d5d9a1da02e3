import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { resolveProfile, type SchemaProfile } from '../../../src/db/profile.js'
import { createDatabase, type TestDatabase } from '../../support/database.js'
import { listed0011 } from '../../support/jhe-schema/listed-0011.js'
import { listed0045 } from '../../support/jhe-schema/listed-0045.js'
import { listTables } from '../../support/jhe-schema/listed-table.js'
import { migrations, schemaAt, steps, stepSql } from '../../support/jhe-schema/schema-at.js'
import { describeRealJhe } from '../../support/real-jhe.js'

const listed = { '0011': listed0011, '0045': listed0045 }
const versions = ['0011', '0045'] as const

let database: TestDatabase

const columnsOf = async (): Promise<ReadonlySet<string>> => {
  const rows = await database.sql<{ column: string }>(
    `select table_name || '.' || column_name as column from information_schema.columns
      where table_schema = 'public'`,
  )
  return new Set(rows.map(({ column }) => column))
}

const migrationsIn = async (): Promise<readonly string[]> => {
  const rows = await database.sql<{ name: string }>(
    `select name from django_migrations where app = 'core' order by name`,
  )
  return rows.map(({ name }) => name)
}

/**
 * Where each version keeps what moved, from the version that moved it. core.0021, which no release
 * of JHE stops at, has identifiers in both places and reads as the version after it.
 */
const expectedProfile = (migration: string): SchemaProfile => ({
  since:
    ['0041', '0032'].find((since) => migration >= since) ?? (migration >= '0021' ? '0022' : '0011'),
  observationJson: migration >= '0032' ? 'omh_data' : 'value_attachment_data',
  hasEffectiveColumns: migration >= '0041',
  patientIdentifiers: migration >= '0021' ? 'table' : 'column',
})

describe('schemaAt', () => {
  beforeEach(async () => {
    database = await createDatabase('blank')
  })

  afterEach(async () => {
    await database.drop()
  })

  it.each(versions)('builds the tables, columns and indexes of core.%s', async (version) => {
    await database.sql(schemaAt(version))
    expect(await listTables(database.sql)).toEqual(listed[version])
  })

  it('passes through every migration between, each with the profile of its version', async () => {
    await database.sql(schemaAt('0011'))
    const found = [{ migration: '0011', profile: resolveProfile(await columnsOf()) }]
    for (const step of steps) {
      await database.sql(stepSql(step))
      const profile = resolveProfile(await columnsOf())
      found.push({ migration: step.name.slice(0, 4), profile })
    }
    expect(found).toEqual(
      migrations.map((migration) => ({ migration, profile: expectedProfile(migration) })),
    )
    expect(await listTables(database.sql)).toEqual(listed0045)
  })

  it('names the migrations in order, without gaps', async () => {
    await database.sql(schemaAt('0045'))
    const numbers = (await migrationsIn()).map((name) => Number(name.slice(0, 4)))
    expect(numbers).toEqual(Array.from({ length: 45 }, (_, i) => i + 1))
  })
})

describeRealJhe('real JHE databases', () => {
  it.each(versions)('have the tables and migrations of core.%s', async (version) => {
    database = await createDatabase(`dump_${version}`)
    expect(await listTables(database.sql)).toEqual(listed[version])
    const real = await migrationsIn()
    await database.drop()
    database = await createDatabase('blank')
    await database.sql(schemaAt(version))
    expect(await migrationsIn()).toEqual(real)
    await database.drop()
  })
})

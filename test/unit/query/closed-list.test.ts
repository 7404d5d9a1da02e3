import { describe, expect, it } from 'vitest'

import { closedList, printSql } from '../../../src/sql-scripts/closed-list.js'
import { catalog } from '../../../src/db/catalog.js'
import { allProfiles } from '../../../src/db/profile.js'
import { commonColumns } from '../../../src/db/schema.js'
import { statementsOf } from '../../../src/query/registry.js'

const list = closedList()
const questions = list.filter(({ profiles }) => profiles.length > 0)
const aboutTheDatabase = list.filter(({ profiles }) => profiles.length === 0)

/** What a text reads, with the aliases it gives. */
const tablesIn = (text: string): readonly string[] =>
  [
    ...text
      .replace(/extract\(\w+ from |is (?:not )?distinct from /g, '')
      .matchAll(/\b(?:from|join)\s+((?:"?\w+"?\.)?"?\w+"?)/g),
  ].map(([, name = '']) => name.replaceAll('"', ''))

describe('the closed list', () => {
  it('is what `jhe-mcp sql` prints, and is pinned', async () => {
    await expect(printSql()).toMatchFileSnapshot('closed-list.sql')
  })

  it('holds every statement of every schema profile and every look at the catalog, once', () => {
    const texts = list.map(({ text }) => text)
    expect(new Set(texts).size).toBe(texts.length)
    const all = allProfiles.flatMap((profile) =>
      [...statementsOf(profile).values()].map(({ text }) => text),
    )
    expect(new Set(texts)).toEqual(new Set([...Object.values(catalog), ...all]))
  })

  it.each(questions)(
    'T-D13: $name of $profiles starts from the viewer and ends at the viewer',
    (statement) => {
      const { text, parameters } = statement
      const viewer = `with "viewer" as (select "asked"."id"`
      expect(text.startsWith(viewer)).toBe(true)
      expect(text.slice(text.lastIndexOf(' from "viewer"'))).toBe(' from "viewer"')
      expect(text).toContain('"visible_study"')
      expect(parameters).toEqual(
        expect.arrayContaining(['viewer_id', 'claimed_studies', 'only_studies', 'only_patients']),
      )
      expect(parameters.filter((name) => name === 'viewer_id')).toHaveLength(1)
    },
  )

  it.each(questions)(
    '$name of $profiles reads only JHE tables that are granted to the role',
    ({ text }) => {
      const known = Object.keys(commonColumns).map((table) => `public.${table}`)
      const read = tablesIn(text).filter((name) => name.includes('.'))
      expect(read.length).toBeGreaterThan(0)
      expect(read.filter((name) => !known.includes(name))).toEqual([])
    },
  )

  it.each(questions)('$name of $profiles binds every value it is given', ({ text, parameters }) => {
    const slots = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number))
    expect([...new Set(slots)].toSorted((a, b) => a - b)).toEqual(parameters.map((_, i) => i + 1))
  })

  it.each(aboutTheDatabase)('$name looks at no table of JHE but the migrations', ({ text }) => {
    expect(text).not.toContain('core_')
    const named = [...text.matchAll(/\b(\w+) as \(select/g)].map(([, name = '']) => name)
    const others = ['unnest', 'public.django_migrations', ...named]
    const read = tablesIn(text).filter((name) => !others.includes(name))
    expect(read.filter((name) => !name.startsWith('pg_catalog.'))).toEqual([])
  })

  it.each(list)('T-D1: $name of $profiles is one statement, and only reads', ({ text }) => {
    expect(text).not.toContain(';')
    expect(text).toMatch(/^(with|select)\b/)
    expect(text.replace(/'[^']*'/g, "''")).not.toMatch(
      /\b(insert|update|delete|truncate|merge|create|alter|drop|grant|copy|lock|call|set|for share|for update|pg_read_file|pg_sleep|dblink|lo_\w+)\b/i,
    )
  })
})

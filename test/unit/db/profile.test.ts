import { describe, expect, it } from 'vitest'

import { columnsOf, resolveProfile, schemaProfiles } from '../../../src/db/profile.js'
import { caught } from '../../support/caught.js'

const [newest] = schemaProfiles
const all = newest === undefined ? [] : columnsOf(newest)

describe('resolveProfile', () => {
  it.each(schemaProfiles)('knows the shape since core.$since by its columns', (profile) => {
    expect(resolveProfile(new Set(columnsOf(profile)))).toEqual(profile)
  })

  it('does not mind columns that it does not know', () => {
    expect(resolveProfile(new Set([...all, 'core_study.of_the_future']))).toEqual(newest)
  })

  it.each([...all])('says that %s is missing rather than reading around it', (column) => {
    const error = caught(() => resolveProfile(new Set(all.filter((name) => name !== column))))
    expect(error.code).toBe('SCHEMA_UNSUPPORTED')
    expect(error.message).toContain(column)
  })
})

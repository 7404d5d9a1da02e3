import { describe, expect, it } from 'vitest'

import { nextStep, viewerWords } from '../../../src/console-page/pages/home/viewer-words.js'

const known = { name: 'user 1', is_known: true, organizations: [] }

describe('who the viewer is, in words', () => {
  it('names the role in each organization', () => {
    const organizations = [
      { name: 'Clinic', role: 'manager' },
      { name: 'Institute', role: 'viewer' },
    ]
    expect(viewerWords({ ...known, kind: 'practitioner', organizations }, undefined)).toEqual({
      kind: 'a practitioner: manager of Clinic, viewer of Institute',
      next: '',
    })
  })

  it.each([
    ['patient', 'a patient: you see your own data', ''],
    ['inactive', 'switched off', 'Ask your JHE administrator'],
    // a superuser of JHE is one of these
    ['nobody', 'no organization has let in', 'superuser'],
    ['practitioner', 'no organization has let in', 'Ask a manager'],
  ])('says of %s what to do', (kind, words, next) => {
    const found = viewerWords({ ...known, kind }, undefined)
    expect(found?.kind).toContain(words)
    expect(found?.next).toContain(next)
  })

  it('tells that the database may be of another JHE', () => {
    const found = viewerWords({ ...known, is_known: false, kind: 'nobody' }, [])
    expect(found?.kind).toContain('that this database knows')
  })

  it.each([
    [[{ role: 'member' }, { role: 'member' }], 'a practitioner: member'],
    [[{ role: null }], 'a patient'],
    [[], 'no organization has let in'],
  ])('reads from the studies %j what a server elsewhere does not say', (studies, words) => {
    const person = { name: 'your account', kind: null }
    expect(viewerWords(person, studies)?.kind).toContain(words)
    expect(viewerWords(person, undefined)).toBeUndefined()
  })
})

describe('the next step', () => {
  const session = { problem: 'SIGN_IN_REQUIRED: Nobody is signed in. Sign in.' }
  const down = { reachable: false, problem: 'DATABASE_UNAVAILABLE: It refused. Ask again.' }

  it('is to sign in, then what the database needs, then none', () => {
    expect(nextStep({ signed_in: false, session })).toMatch(
      /^Nobody is signed in\. Sign in\. Press/,
    )
    expect(nextStep({ signed_in: true, database: down })).toBe('It refused. Ask again.')
    expect(nextStep({ signed_in: true, database: { reachable: true } })).toBe('')
  })
})

import { describe, expect, it } from 'vitest'

import { demoPeople, demoPerson } from '../../../src/demo/people.js'
import { createWorld } from '../../../src/demo/world/create-world.js'
import { JheError } from '../../../src/errors.js'
import { caught } from '../../support/caught.js'

const world = createWorld('2026-03-15')

const studiesOf = (userId: number): readonly number[] => {
  const practitioner = world.core_practitioner.find((row) => row.jhe_user_id === userId)
  const organizations = world.core_practitionerorganization
    .filter((row) => row.practitioner_id === practitioner?.id)
    .map((row) => row.organization_id)
  return world.core_study
    .filter((row) => organizations.includes(row.organization_id))
    .map((row) => row.id)
}

describe('the people to be', () => {
  it('is the coordinator when no name is given', () => {
    expect(demoPerson()).toEqual(demoPerson('coordinator'))
  })

  it('are users of the world, each once', () => {
    const users = new Set(world.core_jheuser.map(({ id }) => id))
    expect(demoPeople.filter(({ userId }) => !users.has(userId))).toEqual([])
    expect(new Set(demoPeople.map(({ userId }) => userId)).size).toBe(demoPeople.length)
    expect(new Set(demoPeople.map(({ name }) => name)).size).toBe(demoPeople.length)
  })

  it.each([
    ['coordinator', [30001, 30002, 30003, 30005]],
    ['scientist', [30003, 30005]],
    ['viewer', [30004]],
    ['newcomer', []],
    ['patient', []],
  ])('the %s belongs to the organizations of the studies %j', (name, studies) => {
    expect(studiesOf(demoPerson(name).userId)).toEqual(studies)
  })

  it('the patient is enrolled in two studies', () => {
    const { userId } = demoPerson('patient')
    const patient = world.core_patient.find((row) => row.jhe_user_id === userId)
    const enrolments = world.core_studypatient.filter((row) => row.patient_id === patient?.id)
    expect(enrolments.map((row) => row.study_id)).toEqual([30001, 30002])
  })

  it('the inactive one would belong to a clinic if the account were on', () => {
    const { userId } = demoPerson('inactive')
    expect(world.core_jheuser.find(({ id }) => id === userId)?.is_active).toBe(false)
    expect(studiesOf(userId)).toEqual([30001, 30002])
  })

  it('an unknown name is refused with the names there are', () => {
    const error = caught(() => demoPerson('somebody'))
    expect(error).toBeInstanceOf(JheError)
    expect(error).toMatchObject({ code: 'INPUT_INVALID' })
    expect(error).toHaveProperty('hint', expect.stringContaining('coordinator, scientist, viewer'))
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { checks } from '../../../src/cli/doctor/registry.js'
import { openDoctorWorld, troubled, type DoctorWorld } from '../../support/doctor-world.js'
import { faultsElsewhere } from './faults-elsewhere.js'
import { faultsHere } from './faults-here.js'

const faults = [...faultsHere, ...faultsElsewhere]

let world: DoctorWorld
beforeAll(async () => {
  world = await openDoctorWorld()
})
afterAll(async () => {
  await world.close()
})

/** These only tell; there is nothing that could be wrong. */
const tellOnly = ['env.version', 'idp.iss']

describe('each check of doctor', () => {
  it('has a fixture', () => {
    const covered = new Set([...faults.map(({ id }) => id), ...tellOnly])
    expect(checks.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([])
  })

  it.each(faults)('$id alone notices $what', async (fault) => {
    const report = await world.diagnose(await fault.break(world))
    await fault.mend?.(world)
    expect(troubled(report)).toEqual([fault.id])
    const check = report.checks.find(({ id }) => id === fault.id)
    expect(check?.status).toBe(fault.status)
    expect(report.ok).toBe(fault.status === 'warn')
    expect([check?.why, check?.hint, check?.docs]).not.toContain(null)
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { checks } from '../../../src/doctor/registry.js'
import type { Report } from '../../../src/doctor/report.js'
import { openDoctorWorld, troubled, type DoctorWorld } from '../../support/worlds/doctor-world.js'
import { accessFaults } from './faults/faults-access.js'
import { databaseFaults } from './faults/faults-database.js'
import { elsewhereFaults } from './faults/faults-elsewhere.js'
import { environmentFaults } from './faults/faults-environment.js'
import type { Fault } from './faults/fault.js'
import { networkFaults } from './faults/faults-network.js'
import { proxyFaults } from './faults/faults-proxy.js'
import { serverSideFaults } from './faults/faults-server.js'
import { sessionFaults } from './faults/faults-session.js'

const faults = [
  ...environmentFaults,
  ...sessionFaults,
  ...networkFaults,
  ...proxyFaults,
  ...databaseFaults,
  ...accessFaults,
  ...serverSideFaults,
  ...elsewhereFaults,
]

let world: DoctorWorld
beforeAll(async () => {
  world = await openDoctorWorld()
})
afterAll(async () => {
  await world.close()
})

/** Outcomes that another test brings about. */
const shownElsewhere = ['idp.dns_tls expiring'] // certificates.test.ts

const everything = checks.map(({ id }) => id)

/** Where the server is started too: what else is wrong does not reach it before its first reply. */
const startsServer = ({ id }: Fault): boolean => /^(env|config|mcp)\./.test(id)
const withoutServer = everything.filter((id) => id !== 'mcp.spawn')
/** The question leaves a line in the trail that a fault replaces for a while. */
const withoutLines = withoutServer.filter((id) => !id.startsWith('access.'))

const chosenFor = (fault: Fault): readonly string[] => {
  if (startsServer(fault)) return everything
  return fault.id.startsWith('audit.') ? withoutLines : withoutServer
}

const diagnosed = async (fault: Fault): Promise<Report> => {
  try {
    const change = await fault.break(world)
    const flags = { check: chosenFor(fault), ...change.flags }
    return await world.diagnose({ ...change, flags })
  } finally {
    await fault.mend?.(world)
  }
}

describe('each check of doctor', () => {
  it('has a fixture for each way in which it does not pass', () => {
    const all = checks.flatMap(({ id, outcomes }) =>
      Object.keys(outcomes).map((name) => `${id} ${name}`),
    )
    const covered = faults.map(({ id, outcome }) => `${id} ${outcome}`)
    expect(new Set([...covered, ...shownElsewhere])).toEqual(new Set(all))
  })

  it.for(faults)('$id alone notices $what', async (fault, { skip }) => {
    skip(fault.notHere !== undefined, fault.notHere)
    const report = await diagnosed(fault)
    expect(troubled(report)).toEqual([fault.id])
    const outcome = checks.find(({ id }) => id === fault.id)?.outcomes[fault.outcome]
    const told = report.checks.find(({ id }) => id === fault.id)
    expect(told).toMatchObject({
      status: outcome?.status,
      why: outcome?.why,
      docs: `README.md#${outcome?.docs ?? ''}`,
    })
    expect(told?.detail).toMatch(fault.seen ?? /./)
    expect(told?.hint).toMatch(/./)
    expect(report.ok).toBe(outcome?.status === 'warn')
  })
})

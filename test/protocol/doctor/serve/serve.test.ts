import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { reportSchema } from '../../../../src/doctor/report.js'
import { serveChecks } from '../../../../src/doctor/serve-registry.js'
import { checks as localChecks } from '../../../../src/doctor/registry.js'
import { startBin } from '../../../support/processes/spawn-bin.js'
import { openServedDoctor, type ServedDoctor } from '../../../support/serve/served-doctor.js'
import { troubled } from '../../../support/worlds/doctor-world.js'
import { servedFaults } from './faults.js'

let served: ServedDoctor
beforeAll(async () => {
  served = await openServedDoctor()
})
afterAll(async () => {
  await served.close()
})

/** Brought about by the network or by a standby, which no test here has. */
const elsewhere = [
  'public.clients unreachable',
  'public.clients timed_out',
  'state.connect timed_out',
  'state.database read_only',
]

const node24 = { runtime: { nodeVersion: '24.1.0' } }
const serve = { serve: true } as const

describe('doctor --serve', () => {
  it('finds nothing but the address of this computer in a correct set-up', async () => {
    const report = await served.look(serve, node24)
    expect(troubled(report)).toEqual(['public.address'])
    const skipped = report.checks.filter(({ status }) => status === 'skip').map(({ id }) => id)
    expect(skipped).toEqual(['env.version', 'public.clients', 'state.folder', 'listen.tls'])
  })

  it('has a fixture for each way in which a check of its own does not pass', () => {
    const ofLocal = new Set(localChecks)
    const all = serveChecks
      .filter((check) => !ofLocal.has(check) && check.id !== 'audit.trail')
      .flatMap(({ id, outcomes }) => Object.keys(outcomes).map((name) => `${id} ${name}`))
    const covered = servedFaults.map(({ id, outcome }) => `${id} ${outcome}`)
    expect(new Set([...covered, ...elsewhere])).toEqual(new Set(all))
  })

  it.for(servedFaults)('$id says that it is $outcome', async (fault) => {
    try {
      const change = await fault.break(served)
      const report = await served.look(serve, {
        ...change,
        runtime: { ...node24.runtime, ...change.runtime },
        flags: { check: [fault.id] },
      })
      expect(troubled(report)).toEqual([fault.id])
      const outcome = serveChecks.find(({ id }) => id === fault.id)?.outcomes[fault.outcome]
      const told = report.checks.find(({ id }) => id === fault.id)
      expect(told).toMatchObject({ status: outcome?.status, why: outcome?.why })
      expect(told?.detail).toMatch(fault.seen ?? /./)
      expect(told?.hint).toMatch(/./)
    } finally {
      await fault.mend?.(served)
    }
  })

  it('takes a running jhe-mcp serve for what holds its ports', async () => {
    const { world, look } = served
    const replica = await world.start()
    await fetch(`${world.publicUrl}/ready`)
    const env = { JHE_INTERNAL_LISTEN: `127.0.0.1:${replica.internalPort}` }
    const report = await look(serve, { ...node24, env })
    expect(troubled(report)).toEqual(['public.address'])
    const details = new Map(report.checks.map(({ id, detail }) => [id, detail]))
    expect(details.get('listen.port')).toMatch(/^a jhe-mcp serve listens/)
    expect(details.get('listen.internal')).toMatch(/^a jhe-mcp serve listens/)
    expect(details.get('state.database')).toMatch(/^there/)
    replica.child.kill('SIGTERM')
    await replica.exit
  })

  it('names the process that uses the folder of the state', async () => {
    const { world, look } = served
    const own = { JHE_STATE_CONN: '', JHE_SERVE_KEYS: '', JHE_PEER_URL: '' }
    const replica = await world.start(own)
    const report = await look(serve, {
      env: { ...own, JHE_TOKEN_DIR: `${replica.home}/.jhe_mcp` },
      flags: { check: ['state'] },
    })
    expect(troubled(report)).toEqual([])
    const folder = report.checks.find(({ id }) => id === 'state.folder')
    expect(folder?.detail).toBe(
      `in use by the process ${replica.child.pid ?? ''}, the only one that can`,
    )
    replica.child.kill('SIGTERM')
    await replica.exit
  })

  it('writes no secret into any report, and takes the flags of serve', async () => {
    const { env } = served
    const args = [
      'doctor',
      '--serve',
      '--json',
      '--verbose',
      '--audit-log',
      '-',
      '--drain',
      '1s/2s',
    ]
    const { exit, stdout, stderr } = startBin(args, env)
    expect(await exit).toBe(0)
    const report = reportSchema.parse(JSON.parse(stdout()))
    const trail = report.checks.find(({ id }) => id === 'audit.trail')
    expect(trail?.detail).toBe('lines on stdout, for a collector')
    for (const name of ['JHE_CLIENT_SECRET', 'JHE_SERVE_KEYS', 'JHE_DB_CONN', 'JHE_STATE_CONN'])
      expect(`${stdout()}${stderr()}`).not.toContain(env[name])
    expect(stdout()).not.toContain('canary-password')
  })
})

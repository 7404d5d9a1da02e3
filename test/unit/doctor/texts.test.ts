import { describe, expect, it } from 'vitest'

import { groups } from '../../../src/doctor/check.js'
import { commonOutcomes } from '../../../src/doctor/engine.js'
import { checks as localChecks } from '../../../src/doctor/registry.js'
import { remoteChecks } from '../../../src/doctor/remote-registry.js'
import { createRemoteServer } from '../../../src/doctor/remote/remote-server.js'
import { serveChecks } from '../../../src/doctor/serve-registry.js'
import { readSource } from '../../support/source-files.js'
import { testRuntime } from '../../support/worlds/test-runtime.js'

const server = createRemoteServer(new URL('https://a.example/mcp'), testRuntime('/nowhere', {}))
const ladders = [
  { ladder: 'doctor', checks: localChecks },
  { ladder: 'doctor --serve', checks: serveChecks },
  { ladder: 'doctor <url>', checks: remoteChecks(server) },
]
const known = [...new Set(ladders.flatMap(({ checks }) => checks))]

const outcomes = [
  ...known.flatMap(({ id, outcomes: own }) =>
    Object.entries(own).map(([name, outcome]) => ({ at: `${id} ${name}`, ...outcome })),
  ),
  ...Object.entries(commonOutcomes).map(([name, outcome]) => ({ at: name, ...outcome })),
]

const anchors = [...readSource('README.md').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
  title.toLowerCase().replaceAll(' ', '-'),
)

describe('what doctor says', () => {
  it.each(outcomes)('$at says why it matters and one thing to do', ({ why, fix, docs }) => {
    expect(why).toMatch(/^\S.*\.$/)
    expect(why.length).toBeLessThanOrEqual(110)
    expect(fix).toMatch(/^[`A-Zj]/)
    expect(fix.length).toBeLessThanOrEqual(120)
    expect(anchors).toContain(docs)
  })
})

describe.each(ladders)('the checks of $ladder', ({ ladder, checks }) => {
  const order = Object.keys(groups)

  it('have ids of their own, that begin with their group or say what they are about', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length)
    expect(checks.filter(({ id }) => !/^[a-z]+\.[a-z_]+$/.test(id))).toEqual([])
    expect(checks.every((check) => Object.isFrozen(check))).toBe(true)
  })

  it('need only what stands in their own group or above it, without a circle', () => {
    const byId = new Map(checks.map((check) => [check.id, check]))
    const depthOf = (id: string, seen: readonly string[] = []): number => {
      expect(seen).not.toContain(id)
      const needs = byId.get(id)?.needs ?? [`${id} does not exist`]
      return 1 + Math.max(0, ...needs.map((needed) => depthOf(needed, [...seen, id])))
    }
    for (const { id, group, needs } of checks) {
      expect(depthOf(id)).toBeLessThan(checks.length)
      for (const needed of needs) {
        const above = byId.get(needed)?.group ?? 'mcp'
        expect(order.indexOf(above)).toBeLessThanOrEqual(order.indexOf(group))
      }
    }
  })

  it('can be repaired only where they say so', () => {
    const repairable = checks.filter((check) => check.repair !== undefined).map(({ id }) => id)
    const promising = checks.filter(({ outcomes: own }) =>
      Object.values(own).some(({ fix }) => fix === 'jhe-mcp doctor --fix'),
    )
    expect(new Set(promising.map(({ id }) => id)), ladder).toEqual(new Set(repairable))
  })
})

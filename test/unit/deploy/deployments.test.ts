import { describe, expect, it } from 'vitest'
import { parseAllDocuments, parse } from 'yaml'

import { settings } from '../../../src/config.js'
import { endsWithin, ports } from '../../../src/deploy/deployment.js'
import { deployments } from '../../../src/deploy/deployments.js'
import { loadServeConfig, serveSettings } from '../../../src/serve-config.js'

const known = new Set<string>([...settings, ...serveSettings].map(({ env }) => env))
const deployment = {
  version: '1.2.3',
  publicUrl: new URL('https://mcp.example.org'),
  replicas: 2,
  addresses: ['10.0.0.1:8001', '10.0.0.2:8001'],
}
const printed = new Map(deployments.map(({ name, print }) => [name, print(deployment)]))
const textOf = (name: string): string => printed.get(name) ?? ''

describe('what deploy prints', () => {
  it.each(deployments.map(({ name }) => name))('%s names only settings that there are', (name) => {
    const named = textOf(name).match(/\bJHE_[A-Z_]+\b/g) ?? []
    expect([...new Set(named)].filter((env) => !known.has(env))).toEqual([])
  })

  it.each(deployments.map(({ name }) => name))('%s names only the two ports', (name) => {
    const named = [...textOf(name).matchAll(/(?<=[:= ])80\d\d\b/g)].map(([port]) => Number(port))
    expect(named.filter((port) => port !== ports.people && port !== ports.internal)).toEqual([])
  })

  it.each(['nginx', 'haproxy', 'caddy'])('%s sends to each address', (name) => {
    for (const address of deployment.addresses) expect(textOf(name)).toContain(address)
  })

  it('haproxy passes events on at once, and ends a stream with its client', () => {
    expect(textOf('haproxy')).toMatch(/^ {4}option http-no-delay$/m)
    expect(textOf('haproxy')).toMatch(/^ {4}option abortonclose$/m)
  })

  it.each(['dockerfile', 'compose', 'k8s'])('%s runs this version', (name) => {
    expect(textOf(name)).toMatch(/jhe-mcp[@:]1\.2\.3\b/)
  })

  it('gives a process more time to end than it takes', () => {
    const { drain } = loadServeConfig({ flags: {}, env: {}, home: '/' })
    expect(endsWithin).toBeGreaterThan(drain.notice + drain.rest)
    for (const name of ['compose', 'systemd', 'fly', 'k8s'])
      expect(textOf(name)).toContain(String(endsWithin))
  })

  it('is YAML where it says so, with a replica each', () => {
    const compose: unknown = parse(textOf('compose'), { merge: true })
    expect(compose).toMatchObject({
      services: {
        'jhe-mcp-1': { environment: { JHE_PEER_URL: `http://jhe-mcp-1:${ports.internal}` } },
        'jhe-mcp-2': { read_only: true },
      },
    })
    const kinds = parseAllDocuments(textOf('k8s')).map((document) => document.get('kind'))
    expect(kinds).toEqual([
      'Deployment',
      'Service',
      'PodDisruptionBudget',
      'HorizontalPodAutoscaler',
      'NetworkPolicy',
      'PodMonitor',
    ])
  })
})

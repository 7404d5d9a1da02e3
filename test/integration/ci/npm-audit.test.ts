import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { freePort, holdPort, type Stranger } from '../../support/loopback.js'
import { root } from '../../support/source-files.js'

const script = join(root, '.ci', 'audit.js')

const advisory = {
  id: 1,
  url: 'https://example.org/advisories/1',
  title: 'It pads too far',
  severity: 'high',
  vulnerable_versions: '<2.0.0',
  cwe: ['CWE-1'],
  cvss: { score: 7.5, vectorString: null },
}

/** What a registry of each name answers when it is asked for advisories. */
const registries: Readonly<Record<string, readonly [number, string]>> = {
  clean: [200, '{}'],
  found: [200, JSON.stringify({ padder: [advisory] })],
  mirror: [405, ''],
  broken: [200, '<p>Welcome</p>'],
}

const own = { name: 'audited', version: '1.0.0', dependencies: { padder: '1.3.0' } }
const lock = {
  ...own,
  lockfileVersion: 3,
  packages: { '': own, 'node_modules/padder': { version: '1.3.0' } },
}

let folder: string
let port: number
let registry: Stranger

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhe-npm-audit-'))
  await writeFile(join(folder, 'package.json'), JSON.stringify(own))
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock))
  port = await freePort()
  const server = createServer((request, response) => {
    const [, name = '', ...path] = (request.url ?? '').split('/')
    const [status, body] =
      path.join('/') === '-/npm/v1/security/advisories/bulk'
        ? (registries[name] ?? [404, ''])
        : [200, JSON.stringify({ name: 'padder', versions: { '1.3.0': own } })]
    request.resume().on('end', () => response.writeHead(status).end(body))
  })
  registry = await holdPort(server, port, '127.0.0.1')
})
afterAll(async () => {
  await registry.close()
  await rm(folder, { recursive: true })
})

/** Runs the real npm in a project with one package. */
const auditAt = async (address: string) =>
  await new Promise<{ readonly code: unknown; readonly said: string }>((resolve) => {
    const env = { ...process.env, npm_config_registry: address, npm_config_cache: folder }
    execFile(process.execPath, [script], { cwd: folder, env }, (error, stdout) => {
      resolve({ code: error === null ? 0 : error.code, said: stdout })
    })
  })

describe.concurrent('the audit of packages in CI', () => {
  it.each([
    ['passes when nothing is known', 'clean', 0, /: no known vulnerabilities in 1 packages\n$/],
    ['fails with what was found', 'found', 1, /^ {2}high: padder .*: It pads too far https:/m],
    ['passes where none is offered, and says so', 'mirror', 0, /: not checked: 405 /],
    ['fails when the answer is not one', 'broken', 1, /: not a reply that can be judged: invalid/],
  ])('%s', async (_what, name, code, said) => {
    const told = await auditAt(`http://127.0.0.1:${port}/${name}/`)
    expect(told.said).toMatch(said)
    expect(told.code).toBe(code)
  })
})

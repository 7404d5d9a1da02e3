import { writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { ladderOf } from '../../../../src/doctor/ladders.js'
import { reportSchema, type Report } from '../../../../src/doctor/report.js'
import { remoteChecks } from '../../../../src/doctor/remote-registry.js'
import { findIssuer } from '../../../../src/doctor/remote/metadata.js'
import { createRemoteServer } from '../../../../src/doctor/remote/remote-server.js'
import { rejected } from '../../../support/caught.js'
import { createCertificate } from '../../../support/issuer/certificate.js'
import { freePort, holdPort } from '../../../support/loopback.js'
import { startBin } from '../../../support/processes/spawn-bin.js'
import { openServedDoctor, type ServedDoctor } from '../../../support/serve/served-doctor.js'
import { troubled } from '../../../support/worlds/doctor-world.js'
import { testRuntime } from '../../../support/worlds/test-runtime.js'
import { good, remoteFaults as faults, serverOf, type Answers } from './remote-faults.js'

let served: ServedDoctor
beforeAll(async () => {
  served = await openServedDoctor()
  await served.world.start({ JHE_CLIENTS: 'known' })
  await fetch(`${served.world.publicUrl}/ready`)
})
afterAll(async () => {
  await served.close()
})

const skipped = ({ checks }: Report): readonly string[] =>
  checks.filter(({ status }) => status === 'skip').map(({ id }) => id)

describe('doctor <url> on a jhe-mcp serve', () => {
  it.each(['/mcp', '/sse'])('F23: finds nothing wrong at %s', async (path) => {
    const report = await served.look({ url: `${served.world.publicUrl}${path}` })
    expect(troubled(report)).toEqual([])
    expect(skipped(report)).toEqual([])
  })

  it('says at the origin that hosts need a path, and finds nothing wrong else', async () => {
    const report = await served.look({ url: served.world.publicUrl })
    expect(troubled(report)).toEqual([])
    expect(skipped(report)).toEqual(['oauth.challenge'])
  })

  it('F23: notices an address that the server does not know itself by', async () => {
    const report = await served.look({
      url: served.world.publicUrl.replace('localhost', '127.0.0.1'),
    })
    expect(troubled(report)).toEqual(['remote.about', 'oauth.resource'])
  })

  it('notices a path where nothing is', async () => {
    const report = await served.look({ url: `${served.world.publicUrl}/mpc` })
    expect(troubled(report)).toEqual(['oauth.challenge', 'oauth.resource'])
  })

  it('notices a clock that is wrong', async () => {
    const runtime = { now: () => new Date(Date.now() + 3_600_000) }
    const report = await served.look({ url: `${served.world.publicUrl}/mcp` }, { runtime })
    expect(troubled(report)).toEqual(['remote.clock'])
    expect(report.ok).toBe(true)
  })

  it('registers nothing there', async () => {
    const clients = await served.stateSql("select from jhe_mcp_state.oidc where model = 'Client'")
    expect(clients).toEqual([])
  })

  it('is a command that names no host unless --verbose asks for it', async () => {
    const url = `${served.world.publicUrl}/mcp`
    // a person beside the server, not the server: with none of its settings
    const person = { HOME: served.home, USERPROFILE: served.home }
    const look = async (...flags: readonly string[]) => {
      const { exit, stdout } = startBin(['doctor', url, '--json', ...flags], person)
      return { code: await exit, text: stdout() }
    }
    const { code, text } = await look()
    expect(code).toBe(0)
    expect(reportSchema.parse(JSON.parse(text)).ok).toBe(true)
    expect(text).not.toContain(new URL(url).host)
    expect((await look('--verbose')).text).toContain(new URL(url).host)
  })

  it.each([
    ['http://mcp.example.org/mcp', false],
    ['mcp.example.org', false],
    ['https://name:password@mcp.example.org/', false],
    ['https://mcp.example.org/mcp', true],
  ])('refuses the address %s, or both ladders at once', async (url, serve) => {
    const runtime = testRuntime('/nowhere', {})
    const refusal = ladderOf({ url, serve }, runtime)
    await expect(refusal).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await expect(refusal).rejects.not.toThrow('password@')
  })
})

/** Looks at a server of somebody else. */
const lookAt = async (answers: Answers): Promise<Report> => {
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const stranger = await holdPort(
    serverOf(answers, () => base),
    port,
    '127.0.0.1',
  )
  try {
    return await served.look({ url: `${base}/mcp` })
  } finally {
    await stranger.close()
  }
}

/** How a TLS server or none answers, by the host typed in. */
const connections: readonly (readonly [outcome: string, name: string, hours: number])[] = [
  ['remote.tls expired', 'localhost', -1],
  ['remote.tls other_name', 'mcp.example.org', 9_000],
  ['remote.tls expiring', 'localhost', 100],
]

const tlsReport = async (name: string, hours: number, trusted = true): Promise<Report> => {
  const port = await freePort()
  const certificate = createCertificate(name, hours)
  const server: Server = createTlsServer(certificate, (_request, response) => response.end())
  const stranger = await holdPort(server, port, '127.0.0.1')
  const { exit, stdout } = startBin(
    ['doctor', `https://localhost:${port}/mcp`, '--json', '--check', 'remote.tls'],
    trusted ? { NODE_EXTRA_CA_CERTS: await written(certificate.cert) } : {},
  )
  try {
    await exit
    return reportSchema.parse(JSON.parse(stdout()))
  } finally {
    await stranger.close()
  }
}

const written = async (cert: string): Promise<string> => {
  const path = `${served.home}/authority.pem`
  await writeFile(path, cert)
  return path
}

const shownElsewhere = [
  'remote.name unknown',
  'remote.connect refused',
  'remote.connect timed_out',
  'remote.tls untrusted',
  'remote.tls no_tls',
  'remote.clock off',
]

describe('doctor <url> on a server of somebody else', () => {
  it('finds nothing wrong with a well-made one', async () => {
    const report = await lookAt(good)
    expect(troubled(report)).toEqual([])
    expect(skipped(report)).toEqual(['remote.health', 'remote.ready', 'remote.about'])
  })

  it('has a fixture for each way in which a check does not pass', () => {
    const server = createRemoteServer(new URL('https://a.example/mcp'), testRuntime('/nowhere', {}))
    const all = remoteChecks(server)
      .filter(({ group }) => group !== 'env')
      .flatMap(({ id, outcomes }) => Object.keys(outcomes).map((name) => `${id} ${name}`))
    const covered = [
      ...faults.map(({ outcome }) => outcome),
      ...connections.map(([outcome]) => outcome),
    ]
    expect(new Set([...covered, ...shownElsewhere])).toEqual(new Set(all))
  })

  it.for(faults)('alone notices $outcome', async ({ outcome, answers }) => {
    const report = await lookAt(answers)
    const [id = '', name = ''] = outcome.split(' ')
    expect(troubled(report)).toEqual([id])
    const server = createRemoteServer(new URL('https://a.example/mcp'), testRuntime('/nowhere', {}))
    const check = remoteChecks(server).find((one) => one.id === id)
    const told = report.checks.find((one) => one.id === id)
    expect(told?.why).toBe(check?.outcomes[name]?.why)
  })

  it.each(['https://10.0.0.1/', 'https://169.254.169.254/latest', 'https://127.0.0.1:8443'])(
    'asks nothing of %s, which a public server names',
    async (address) => {
      const server = createRemoteServer(
        new URL('https://mcp.example.org/mcp'),
        testRuntime('/nowhere', {}),
      )
      const { signal } = new AbortController()
      const asked = findIssuer({ ask: server.ask, signal }, address)
      expect((await rejected(asked)).code).toBe('SERVER_CHANGED')
    },
  )

  it.each(connections)('%s', async (outcome, name, hours) => {
    expect(troubled(await tlsReport(name, hours))).toEqual([outcome.split(' ')[0]])
  })

  it('notices a certificate that is not trusted, and a port without TLS', async () => {
    const untrusted = await tlsReport('localhost', 9_000, false)
    expect(untrusted.checks.at(-1)?.detail).toMatch(/not trusted here \(DEPTH_ZERO/)
    const port = await freePort()
    const stranger = await holdPort(
      createTcpServer((socket) => socket.end('220 not TLS\r\n')),
      port,
      '127.0.0.1',
    )
    const report = await served.look({ url: `https://localhost:${port}/` })
    await stranger.close()
    expect(troubled(report)).toEqual(['remote.tls'])
    expect(report.checks.find(({ id }) => id === 'remote.tls')?.detail).toMatch(
      /does not speak TLS/,
    )
  })

  it('notices a port where nobody is, and a name that nobody knows', async () => {
    const port = await freePort()
    expect(troubled(await served.look({ url: `http://127.0.0.1:${port}/mcp` }))).toEqual([
      'remote.connect',
    ])
    const parts = { resolve: async () => await Promise.reject(new Error('ENOTFOUND')) }
    const report = await served.look({ url: 'https://mcp.example.org/mcp' }, { parts })
    expect(troubled(report)).toEqual(['remote.name'])
  })
})

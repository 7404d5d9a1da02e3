import { readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, Socket } from 'node:net'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'

import { showReport } from '../../../src/doctor/show-report.js'
import {
  openDoctorWorld,
  type Change,
  type DoctorWorld,
} from '../../support/worlds/doctor-world.js'
import { freePort, holdPort } from '../../support/loopback.js'
import { testMachine } from '../../support/worlds/stores.js'
import { z } from 'zod'

let world: DoctorWorld
beforeAll(async () => {
  world = await openDoctorWorld()
})
afterAll(async () => {
  await world.close()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(join(world.home, '.claude.json'), { force: true })
})

/** Both outputs as one text. */
const outputs = async (change: Change): Promise<string> => {
  const report = await world.diagnose(change)
  const terminal = { width: 80, colours: true, verbose: change.flags?.verbose === true }
  return `${JSON.stringify(report)}\n${showReport(report, terminal)}`
}

const sessionsSchema = z.object({
  sessions: z.record(
    z.string(),
    z.object({
      session: z.object({
        access_token: z.string(),
        refresh_token: z.string(),
        id_token: z.string(),
      }),
    }),
  ),
})

const tokens = async (): Promise<readonly string[]> => {
  const text = await readFile(`${world.tokenDir}/token_cache.json`, 'utf8')
  const { sessions } = sessionsSchema.parse(JSON.parse(text))
  return Object.values(sessions).flatMap(({ session }) => Object.values(session))
}

const address = 'postgresql://canary-user:canary-password@db.canary.invalid:5432/canary'

/** A configuration of Claude Code that is not as it should be. */
const hostFile = async (server: object | string): Promise<Change> => {
  const text =
    typeof server === 'string' ? server : JSON.stringify({ mcpServers: { 'canary-name': server } })
  await writeFile(join(world.home, '.claude.json'), text, { mode: 0o644 })
  return {}
}

/** A set-up that is good, and some that are wrong in ways that touch a secret. */
const changes: readonly (readonly [string, () => Change | Promise<Change>])[] = [
  ['all is well', () => ({})],
  [
    'the database is not there',
    () => ({
      env: {
        JHE_DB_CONN: address,
      },
    }),
  ],
  [
    'the issuer is not there',
    () => ({ env: { JHE_BASE_URL: 'https://jhe.canary.invalid', JHE_CLIENT_ID: 'canary-client' } }),
  ],
  [
    'its address holds a password',
    () => ({ env: { JHE_BASE_URL: 'https://u:canary-password@x' } }),
  ],
  [
    'the command line holds a password',
    () => ({ runtime: { argv: ['postgresql://u:canary-password@h/d'] } }),
  ],
  [
    'a host has passwords everywhere',
    async () =>
      await hostFile({ command: 'npx', args: ['jhe-mcp', address], env: { JHE_DB_CONN: address } }),
  ],
  ['a host file is broken', async () => await hostFile('{"canary-password')],
  [
    'the proxy has a password',
    () => ({ env: { HTTPS_PROXY: 'http://u:canary-password@proxy.canary.invalid:1' } }),
  ],
]

describe('doctor', () => {
  it.each(changes)('tells no secret when %s, not even with --verbose', async (_what, change) => {
    for (const verbose of [false, true]) {
      const text = await outputs({ ...(await change()), flags: { verbose } })
      const secrets = ['canary-password', ...(await tokens())]
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
    }
  })

  it.each(changes)('tells no host, name or path when %s', async (_what, change) => {
    const text = await outputs(await change())
    const names = ['canary', world.home, world.role, testMachine.hostname, world.database.name]
    expect(names.filter((name) => text.includes(name))).toEqual([])
  })

  it('tells host and account with --verbose', async () => {
    const text = await outputs({ flags: { verbose: true } })
    expect(text).toContain('canary-person@example.org')
    expect(text).toContain(world.issuer.baseUrl)
  })

  it('opens no socket with --offline but on this computer', async () => {
    const asked: unknown[] = []
    const connect = vi.spyOn(Socket.prototype, 'connect').mockImplementation(function open(
      this: Socket,
      ...args: unknown[]
    ) {
      asked.push(args)
      return this
    })
    const fetched: string[] = []
    const report = await world.diagnose({
      flags: { offline: true },
      runtime: {
        fetch: async (url) => {
          fetched.push(url)
          return await Promise.reject(new Error('offline'))
        },
      },
    })
    expect(connect).not.toHaveBeenCalled()
    expect([asked, fetched]).toEqual([[], []])
    expect(report.ok).toBe(true)
    expect(report.checks.find(({ id }) => id === 'db.connect')?.detail).toBe('offline')
    expect(report.checks.find(({ id }) => id === 'auth.session')?.status).toBe('pass')
  })

  it('says in its own words that a server of the network never answers', async () => {
    const silent = createServer()
    const port = await freePort()
    const held = await holdPort(silent, port, '127.0.0.1')
    try {
      const { checks } = await world.diagnose({
        env: {
          JHE_BASE_URL: `http://127.0.0.1:${port}`,
          JHE_DB_CONN: `postgresql://u@127.0.0.1:${port}/d`,
        },
        flags: { timeout: 1, check: ['idp', 'db.connect'] },
      })
      const failed = checks.filter(({ status }) => status === 'fail').map(({ id }) => id)
      expect(failed).toEqual(['idp.discovery', 'db.connect'])
    } finally {
      await held.close()
    }
  })
})

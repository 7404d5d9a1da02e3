import { spawnSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import {
  callMessage,
  initialize,
  startRawHost,
  type RawHost,
} from '../../support/clients/raw-host.js'
import { signInAs, type SignedIn } from '../../support/worlds/signed-in.js'
import { canSilence, silence } from '../../support/processes/silent-disk.js'
import { startBin } from '../../support/processes/spawn-bin.js'
import { createTestFolder } from '../../support/worlds/stores.js'
import { people } from '../../support/worlds/jhe/people.js'

const isWindows = process.platform === 'win32'

let database: TestDatabase
let signedIn: SignedIn

beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  signedIn = await signInAs(people.coordinator.userId, database.url)
})
afterAll(async () => {
  signedIn.remove()
  await database.drop()
})

const failed = z.object({
  isError: z.literal(true),
  content: z.tuple([z.object({ text: z.string() })]),
})

const errorOf = async (host: RawHost, id: number): Promise<string> =>
  failed.parse((await host.answerTo(id)).result).content[0].text

const begun = async (env: Readonly<Record<string, string>>): Promise<RawHost> => {
  const host = startRawHost({ env: { ...signedIn.env, ...env } })
  host.send(initialize)
  await host.answerTo(0)
  return host
}

/** What needs no disk is answered. */
const expectAnswers = async (host: RawHost, id: number): Promise<void> => {
  host.send({ jsonrpc: '2.0', id, method: 'tools/list' })
  host.send({ jsonrpc: '2.0', id: id + 1, method: 'ping' })
  host.send(callMessage(id + 2, 'describe_schema', { name: 'heart-rate' }))
  expect((await host.answerTo(id)).result).toHaveProperty('tools')
  expect((await host.answerTo(id + 1)).result).toEqual({})
  expect((await host.answerTo(id + 2)).result).toHaveProperty('structuredContent')
}

describe.skipIf(isWindows)('S12: a certificate file that never ends', () => {
  it.each(['the end of stdin', 'SIGTERM'])(
    'costs a time limit, and not the other answers, and %s ends the process',
    async (what) => {
      await using folder = await createTestFolder()
      const pipe = join(folder.path, 'ca.pem')
      expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
      const url = `${database.url}?sslmode=verify-full&sslrootcert=${pipe}`
      const host = await begun({ JHE_DB_CONN: url })
      host.send(callMessage(1, 'list_studies'))
      await expectAnswers(host, 10)
      expect(await errorOf(host, 1)).toMatch(
        /CONFIG_INVALID.*ca\.pem.*did not answer within 4 s.*sslrootcert/,
      )
      host.send(callMessage(2, 'list_studies'))
      if (what === 'SIGTERM') host.process.kill('SIGTERM')
      else host.process.stdin.end()
      await host.exited
    },
  )
})

/** Whether a folder has an audit trail that nobody writes to at the moment. */
const isAtRest = (names: readonly string[]): boolean =>
  names.includes('audit.jsonl') && !names.some((name) => /\.(?:lock|tmp)$/.test(name))

describe.skipIf(!canSilence())('S12: a home on a disk that stops answering', () => {
  it.each(['the end of stdin', 'SIGTERM'])(
    'costs each call a time limit that names the setting, and %s ends the process',
    async (what) => {
      const person = await signInAs(people.coordinator.userId, database.url)
      const { env, home } = person
      const dir = join(home, '.jhe_mcp')
      const own = { ...env, JHE_AUDIT_LOG: join(dir, 'audit.jsonl') }
      const host = await begun(own)
      host.send(callMessage(1, 'get_study_count'))
      expect((await host.answerTo(1)).result).toHaveProperty('structuredContent.count', 3)
      const disk = silence(dir)
      try {
        host.send(callMessage(2, 'get_study_count'))
        host.send(callMessage(3, 'list_studies'))
        await expectAnswers(host, 10)
        for (const id of [2, 3]) {
          expect(await errorOf(host, id)).toMatch(
            /CREDENTIALS_LOCKED.*did not answer within 4 s for .*token_cache\.json.*JHE_TOKEN_DIR/,
          )
        }
        if (what === 'SIGTERM') host.process.kill('SIGTERM')
        else host.process.stdin.end()
        await host.exited
        expect(host.stderr()).toMatch(/audit trail could not be written and are lost. lost=\d/)
      } finally {
        disk.end()
        person.remove()
      }
    },
  )

  it('is answered again when the disk is back', async () => {
    const person = await signInAs(people.coordinator.userId, database.url)
    const { env, home } = person
    const dir = join(home, '.jhe_mcp')
    const path = join(dir, 'audit.jsonl')
    const host = await begun({ ...env, JHE_AUDIT_LOG: path })
    host.send(callMessage(1, 'get_study_count'))
    await host.answerTo(1)
    // the line of that call is written soon after; a disk that goes meanwhile leaves a lock of a minute
    await expect.poll(async () => await readdir(dir)).toSatisfy(isAtRest)
    const disk = silence(dir)
    host.send(callMessage(2, 'get_study_count'))
    expect(await errorOf(host, 2)).toContain('CREDENTIALS_LOCKED')
    disk.end()
    // what hung is let go a moment later
    let id = 3
    const isFailed = async (): Promise<boolean> => {
      host.send(callMessage(id, 'get_study_count'))
      return failed.safeParse((await host.answerTo(id)).result).success
    }
    while (await isFailed()) id += 1
    expect((await host.answerTo(id)).result).toHaveProperty('structuredContent.count', 3)
    expect(await host.end()).toBe(0)
    expect(await readdir(dir)).toContain('audit.jsonl')
    const { exit, stdout } = startBin(['audit', 'verify'], {
      HOME: '/nowhere',
      JHE_AUDIT_LOG: path,
    })
    expect(await exit).toBe(0)
    expect(stdout()).toContain(`${id} lines in 1 file`)
    person.remove()
  })

  it('is named by the command line, which ends', async () => {
    await using folder = await createTestFolder()
    const disk = silence(folder.path)
    try {
      const env = { ...signedIn.env, HOME: folder.path, JHE_TOKEN_DIR: folder.path }
      const trail = join(folder.path, 'audit.jsonl')
      const asked = startBin(['call', 'get_study_count'], env)
      const verified = startBin(['audit', 'verify'], { ...env, JHE_AUDIT_LOG: trail })
      const examined = startBin(['doctor', '--offline'], env)
      await Promise.all([asked.exit, verified.exit, examined.exit])
      expect(asked.stderr()).toMatch(/CREDENTIALS_LOCKED: The disk did not answer within 4 s/)
      expect(verified.stderr()).toMatch(
        /CONFIG_INVALID: The disk did not answer .*audit\.jsonl.*\n.*JHE_AUDIT_LOG/,
      )
      expect(examined.stdout()).toMatch(/the disk did not answer within 4 s/)
    } finally {
      disk.end()
    }
  })
})

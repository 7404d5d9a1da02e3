import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { tools } from '../../src/tools/registry.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { badDelegations } from '../support/delegation/bad-delegations.js'
import { delegateAs, runBin } from '../support/delegation/run-delegate.js'
import { linesOf } from '../support/delegation/trail-lines.js'
import { connectHost, eras, type Era, type Host } from '../support/clients/mcp-clients.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'
import { patients, studies } from '../support/worlds/jhe/ids.js'
import { people } from '../support/worlds/jhe/people.js'

const ofStudy = ['--study', String(studies.pressure)]

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

type Env = Readonly<Record<string, string>>

/** Connects a host with these settings, which is closed after its use. */
const duringHost = async <T>(era: Era, env: Env, use: (host: Host) => Promise<T>): Promise<T> => {
  const host = await connectHost(era, { env })
  try {
    return await use(host)
  } finally {
    await host.close()
  }
}

const namesOf = async (host: Host) =>
  z
    .array(z.looseObject({ name: z.string() }))
    .parse(await host.listTools())
    .map(({ name }) => name)

describe('jhe-mcp delegate', () => {
  it('keeps its key in a file that only the person may read, and prints the token alone', async () => {
    const { code, stdout, stderr } = await runBin(
      ['delegate', ...ofStudy, '--to', 'summary-agent', '--for', '2h'],
      signedIn.env,
    )
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    expect(stderr).not.toContain(stdout.trim())
    expect(stderr).toContain('JHE_GRANT')
    expect(stderr).toContain('under your account')
    const path = join(signedIn.home, '.jhe_mcp', 'delegations.json')
    expect((await stat(path)).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
    const trail = await readFile(join(signedIn.home, '.jhe_mcp', 'audit.jsonl'), 'utf8')
    expect(trail).not.toContain(stdout.trim().split('.')[2])
    expect((await linesOf(signedIn)).at(-1)).toMatchObject({
      event: 'delegate',
      code: 'OK',
      subject: people.coordinator.userId,
      act: ['summary-agent'],
      studies: [studies.pressure],
    })
  })

  it('delegates nothing without a session', async () => {
    const env = { ...signedIn.env, JHE_CLIENT_ID: 'another-client' }
    const { code, stdout, stderr } = await runBin(['delegate', ...ofStudy, '--to', 'x'], env)
    expect(stderr).toMatch(/^SIGN_IN_REQUIRED/m)
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  })

  it('A48: gives on no more than the environment holds it to, whatever its flags say', async () => {
    const { token } = await delegateAs(ofStudy, signedIn.env)
    const held = { ...signedIn.env, JHE_GRANT: token }
    const other = await runBin(
      ['delegate', '--study', String(studies.devices), '--to', 'sub-agent', '--for', '12h'],
      held,
    )
    expect(other.stderr).toContain('to sub-agent for summary-agent, until')
    const env = { ...signedIn.env, JHE_GRANT: other.stdout.trim() }
    await duringHost('2026-07-28', env, async (host) => {
      expect((await host.call('list_studies')).value).toMatchObject({ total: 0 })
      for (const study_id of [studies.pressure, studies.devices])
        expect((await host.call('get_study_metadata', { study_id })).error?.code).toBe(
          'NOT_VISIBLE',
        )
    })
    const setting = { ...signedIn.env, JHE_STUDY: String(studies.pressure) }
    const byFlag = await delegateAs(['--study', String(studies.devices)], setting)
    const { grants } = z
      .looseObject({ grants: z.array(z.unknown()) })
      .parse(JSON.parse(Buffer.from(byFlag.token.split('.')[1] ?? '', 'base64url').toString()))
    expect(grants).toEqual([{ study: [studies.pressure] }, { study: [studies.devices] }])
  })

  it.each([
    [['demo', 'list_studies'], /invented people, who delegate nothing/],
    [['serve', '--public-url', 'https://mcp.example.org'], /with the token of each request/],
  ])('takes no JHE_GRANT in %j', async ([command = '', ...args], why) => {
    const { token } = await delegateAs(ofStudy, signedIn.env)
    const env = { ...signedIn.env, JHE_GRANT: token }
    const line = command === 'demo' ? ['call', ...args, '--demo'] : [command, ...args]
    const { code, stderr } = await runBin(line, env)
    expect(stderr).toMatch(why)
    expect(code).toBe(2)
  })
})

describe.each(eras)('a session that is held to JHE_GRANT, for a client of %s', (era) => {
  const during = async (
    token: string,
    use: (host: Host) => Promise<void>,
    env: Env = {},
  ): Promise<void> => {
    await duringHost(era, { ...signedIn.env, ...env, JHE_GRANT: token }, use)
  }

  it('cohort 12: answers within it, and every line names the agent', async () => {
    const { token, id } = await delegateAs(
      [...ofStudy, '--type', 'blood-pressure', '--tools', 'default'],
      signedIn.env,
    )
    await during(token, async (host) => {
      expect((await host.call('list_studies')).value).toMatchObject({
        total: 1,
        studies: [{ id: studies.pressure }],
      })
      const rows = await host.call('get_patient_observations', {
        patient_id: patients.ana,
        limit: 1000,
      })
      expect(rows.isError).toBe(false)
      expect(JSON.stringify(rows.value?.['observations'])).not.toContain('heart-rate')
      const named = { patient_id: patients.ana, data_type: 'heart-rate' }
      expect((await host.call('get_patient_observations', named)).error?.code).toBe('NOT_VISIBLE')
      expect((await host.call('get_server_status')).value?.['notice']).toBe(
        'This session is limited to one study and some data types.',
      )
    })
    const lines = (await linesOf(signedIn)).slice(-4)
    for (const line of lines)
      expect(line).toMatchObject({ event: 'tool', delegation: id, act: ['summary-agent'] })
    expect(new Set(lines.map(({ held_to }) => held_to)).size).toBe(1)
    expect(lines[0]?.held_to).toMatch(/^[\w-]{43}$/)
  })

  it('offers the tools that were delegated, also those that are off by default', async () => {
    const { token } = await delegateAs(['--tools', 'directory'], signedIn.env)
    await during(token, async (host) => {
      expect(await namesOf(host)).toEqual(['list_organizations', 'list_practitioners'])
    })
    await during(
      token,
      async (host) => {
        expect(await namesOf(host)).toEqual(['list_practitioners'])
      },
      { JHE_TOOLS: 'list_practitioners' },
    )
    const some = await delegateAs(['--tools', 'list_practitioners get_study_count'], signedIn.env)
    const expectOne = async (host: Host): Promise<void> => {
      expect(await namesOf(host)).toEqual(['get_study_count'])
    }
    await during(some.token, expectOne, { JHE_TOOLS: 'default' })
  })

  it('A40: nothing that a model can send widens it', async () => {
    const { token } = await delegateAs([...ofStudy, '--type', 'blood-pressure'], signedIn.env)
    await during(token, async (host) => {
      const words = {
        grant: 'x',
        JHE_GRANT: '',
        act: {},
        study: [studies.devices],
        scope: 'user/*.rs',
      }
      for (const name of await namesOf(host)) {
        for (const study_id of [studies.devices, String(studies.devices)]) {
          const answer = await host.call(name, { study_id, ...words })
          expect(answer.isError).toBe(true)
          const plain = await host.call(name, { study_id })
          expect(JSON.stringify(plain.value ?? {})).not.toContain(String(studies.devices))
        }
      }
      const argument = { name: 'study_id', value: '' }
      const context = { arguments: { ...words, study: 'all', act: '', study_id: '1' } }
      const ref = { type: 'ref/resource', uri: 'jhe://studies/{study_id}' } as const
      const offered = await host.catalog.complete({ ref, argument, context })
      expect(JSON.stringify(offered)).not.toContain(String(studies.devices))
      await expect(
        host.catalog.readResource({ uri: `jhe://studies/${studies.devices}` }),
      ).rejects.toThrow()
      const page = await duringHost(
        era,
        signedIn.env,
        async (wide) => await wide.call('list_studies', { limit: 1 }),
      )
      const cursor = z.string().parse(page.value?.['next_cursor'])
      const next = await host.call('list_studies', { limit: 1, cursor })
      expect(JSON.stringify(next.value ?? {})).not.toContain(String(studies.devices))
    })
  })

  it('A48: a token that goes bad while the process runs is refused at the next call', async () => {
    const { token, id } = await delegateAs(ofStudy, signedIn.env)
    const child = await delegateAs(['--patient', String(patients.ana)], {
      ...signedIn.env,
      JHE_GRANT: token,
    })
    await during(child.token, async (host) => {
      expect((await host.call('list_studies')).isError).toBe(false)
      const { code } = await runBin(['delegate', '--revoke', id], signedIn.env)
      expect(code).toBe(0)
      for (const tool of ['list_studies', 'describe_schema', 'get_server_status']) {
        const { error, value } = await host.call(tool)
        expect({ value, code: error?.code }).toEqual({ value: undefined, code: 'TOKEN_INVALID' })
        expect(error?.message).toContain('was revoked')
      }
    })
    const { code } = (await linesOf(signedIn)).at(-1) ?? {}
    expect(code).toBe('TOKEN_INVALID')
  })

  it('A48: answers nothing to a bad token, not even what needs nobody', async () => {
    const chosen = ['nothing that is a token', 'a forged one', 'of another installation']
    const forged = badDelegations.find(({ what }) => what === 'a widened grant')?.token ?? ''
    const foreign = badDelegations.find(({ what }) => what === 'a longer life')?.token ?? ''
    for (const [at, token] of ['token', forged, foreign].entries()) {
      await during(token, async (host) => {
        for (const name of tools.filter(({ set }) => set === 'default').map((tool) => tool.name)) {
          const { error, value } = await host.call(name, {}).catch(() => ({
            error: { code: 'CONFIG_INVALID' },
            value: undefined,
          }))
          expect([chosen[at], name, value, error?.code]).toEqual([
            chosen[at],
            name,
            undefined,
            'CONFIG_INVALID',
          ])
        }
        const { resources } = z
          .looseObject({ resources: z.array(z.looseObject({ uri: z.string() })) })
          .parse(await host.catalog.listResources())
        expect(resources.filter(({ uri }) => /^jhe:\/\/studies\/\d/.test(uri))).toEqual([])
      })
    }
  })

  it('A48: is nobody else’s: another person who signs in is refused', async () => {
    const { token } = await delegateAs(ofStudy, signedIn.env)
    const other = await signInAs(people.member.userId, database.url)
    try {
      const own = join(other.home, '.jhe_mcp')
      const from = join(signedIn.home, '.jhe_mcp', 'delegations.json')
      await writeFile(join(own, 'delegations.json'), await readFile(from), { mode: 0o600 })
      const env = { ...other.env, JHE_GRANT: token }
      const { error } = await duringHost(era, env, async (host) => await host.call('list_studies'))
      expect(error).toMatchObject({ code: 'TOKEN_INVALID' })
      expect(error?.message).toContain('of another person')
    } finally {
      other.remove()
    }
  })

  it('ends with its key: every delegation at once', async () => {
    const { token } = await delegateAs(ofStudy, signedIn.env)
    await during(token, async (host) => {
      expect((await host.call('list_studies')).isError).toBe(false)
      await runBin(['delegate', '--revoke', 'all'], signedIn.env)
      const { error } = await host.call('list_studies')
      expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
      expect(error?.message).toContain('a key that is gone')
    })
  })
})

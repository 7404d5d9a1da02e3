import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import {
  connectHost,
  eras,
  type CallResult,
  type Elicitation,
  type Host,
} from '../../support/clients/mcp-clients.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { brakeOnTerminal } from '../../support/guard/lift.js'
import { startBin } from '../../support/processes/spawn-bin.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { signInAs, type SignedIn } from '../../support/worlds/signed-in.js'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
})
afterAll(async () => {
  await database.drop()
})

const twoPatients = { JHE_BRAKE_PATIENTS_PER_HOUR: '2' }
const lineSchema = z.looseObject({
  event: z.string(),
  code: z.string(),
  patients: z.array(z.int()),
})
const pageSchema = z.looseObject({
  patients: z.array(z.looseObject({ id: z.int() })),
  next_cursor: z.string().nullable(),
})

const codeOf = ({ error }: CallResult): string => error?.code ?? 'OK'

describe.each(eras)('cohort 12: the brake, for a client of %s', (era) => {
  let signedIn: SignedIn
  const hosts: Host[] = []
  beforeEach(async () => {
    signedIn = await signInAs(people.coordinator.userId, database.url)
  })
  afterEach(async () => {
    await Promise.all(
      hosts.map(async (host) => {
        await host.close()
      }),
    )
    hosts.length = 0
    signedIn.remove()
  })

  const open = async (
    env: Readonly<Record<string, string>> = twoPatients,
    elicitation?: Elicitation,
  ): Promise<Host> => {
    const settings = { env: { ...signedIn.env, ...env } }
    const host = await connectHost(era, elicitation ? { ...settings, elicitation } : settings)
    hosts.push(host)
    return host
  }
  const close = async (host: Host): Promise<void> => {
    hosts.splice(hosts.indexOf(host), 1)
    await host.close()
  }
  const trail = async () =>
    (await readFile(join(signedIn.home, '.jhe_mcp', 'audit.jsonl'), 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => lineSchema.parse(JSON.parse(line)))

  /** Reads page after page until nothing more is answered. */
  const readAll = async (host: Host) => {
    const seen = new Set<number>()
    let cursor: string | null = null
    for (;;) {
      const args = { study_id: studies.pressure, limit: 1, ...(cursor === null ? {} : { cursor }) }
      const page: CallResult = await host.call('get_patient_demographics', args)
      if (page.error !== undefined) return { seen, error: page.error }
      const { patients: rows, next_cursor } = pageSchema.parse(page.value)
      for (const { id } of rows) seen.add(id)
      cursor = next_cursor
      if (cursor === null) return { seen, error: undefined }
    }
  }

  it('A44: stops a loop over pages at the limit, over a restart and in another host too', async () => {
    const host = await open()
    const { seen, error } = await readAll(host)
    expect(seen.size).toBe(2)
    expect(error?.code).toBe('BRAKED')
    expect(error?.message).toContain('more than 2 different patients within an hour')
    expect(error?.hint).toContain('`node bin/jhe-mcp.js brake --lift`')
    const other = await open()
    const [one, another] = await Promise.all([
      host.call('get_patient_observations', { patient_id: patients.dan, limit: 1 }),
      other.call('get_patient_demographics', { study_id: studies.sugar }),
    ])
    expect([codeOf(one), codeOf(another)]).toContain('BRAKED')
    await close(host)
    const again = await open()
    expect(codeOf(await again.call('get_patient_demographics', { study_id: studies.sugar }))).toBe(
      'BRAKED',
    )
    // figures and whom somebody has read already are answered
    const summary = { study_id: studies.pressure }
    expect(codeOf(await again.call('summarize_observations', summary))).toBe('OK')
    expect(codeOf(await again.call('list_studies'))).toBe('OK')
    const [known = 0] = seen
    const args = { study_id: studies.pressure, patient_id: known }
    expect(codeOf(await again.call('get_patient_demographics', args))).toBe('OK')
  })

  it('A44: two hosts that read at once are answered no more than one', async () => {
    const [one, other] = [await open(), await open()]
    const ids = [patients.ana, patients.ben, patients.ivy]
    const answers = await Promise.all(
      [one, other].flatMap((host) =>
        ids.map(
          async (id) =>
            [
              id,
              codeOf(await host.call('get_patient_observations', { patient_id: id, limit: 1 })),
            ] as const,
        ),
      ),
    )
    const told = new Set(answers.filter(([, code]) => code === 'OK').map(([id]) => id))
    expect(told.size).toBe(2)
  })

  it('is lifted for an hour when the person says so, and this is audited', async () => {
    const asked: unknown[] = []
    const host = await open(twoPatients, {
      modes: { form: {} },
      content: { lift: true },
      answer: async (params) => {
        asked.push(params)
        return await Promise.resolve('accept')
      },
    })
    const { seen, error } = await readAll(host)
    expect([error, seen.size]).toEqual([undefined, 3])
    expect(asked).toHaveLength(1)
    expect(JSON.stringify(asked)).toContain('2 different patients')
    expect(codeOf(await host.call('get_patient_demographics', { study_id: studies.sugar }))).toBe(
      'OK',
    )
    await close(host)
    expect((await trail()).filter(({ event }) => event === 'lift')).toHaveLength(1)
    const { stdout } = await brakeOnTerminal({ ...signedIn.env, ...twoPatients }, { lift: false })
    expect(stdout).toMatch(/2 of 2 different patients.*\nLifted until /)
  })

  it.each([
    ['declines', 'decline', { lift: true }],
    ['accepts without lifting it', 'accept', { lift: false }],
    ['accepts with nothing', 'accept', undefined],
  ] as const)(
    'stays when the person %s, who is not asked again soon',
    async (_, answer, content) => {
      let asked = 0
      const host = await open(twoPatients, {
        modes: { form: {} },
        ...(content === undefined ? {} : { content }),
        answer: async () => {
          asked += 1
          return await Promise.resolve(answer)
        },
      })
      expect((await readAll(host)).error?.code).toBe('BRAKED')
      expect((await readAll(host)).error?.code).toBe('BRAKED')
      expect(asked).toBe(1)
    },
  )

  it('is lifted in a terminal only', async () => {
    const host = await open()
    expect((await readAll(host)).error?.code).toBe('BRAKED')
    const env = { ...signedIn.env, ...twoPatients }
    const program = startBin(['brake', '--lift'], env)
    program.child.stdin?.end()
    expect(await program.exit).toBe(2)
    expect(program.stderr()).toContain('was not run on a terminal')
    expect((await readAll(host)).error?.code).toBe('BRAKED')
    const status = startBin(['brake'], env)
    expect([await status.exit, status.stdout()]).toEqual([
      0,
      expect.stringContaining('2 of 2 different patients'),
    ])
    expect((await brakeOnTerminal(env, { lift: true })).code).toBe(0)
    expect((await readAll(host)).seen.size).toBe(3)
  })

  it('A47: an answer with a canary is not given, and stops everything of the person in every host', async () => {
    const env = { JHE_CANARIES: String(patients.ben) }
    const [host, other] = [await open(env), await open(env)]
    expect(codeOf(await other.call('list_studies'))).toBe('OK')
    const read = await host.call('get_patient_demographics', { study_id: studies.pressure })
    expect(codeOf(read)).toBe('BRAKED')
    expect(JSON.stringify(read)).not.toContain(String(patients.ben))
    const later = [
      await host.call('list_studies'),
      await other.call('list_studies'),
      await other.call('get_patient_demographics', { study_id: studies.sugar }),
      await (await open(env)).call('summarize_observations', { study_id: studies.pressure }),
    ]
    expect(later.map(codeOf)).toEqual(later.map(() => 'BRAKED'))
    const resource = other.catalog.readResource({ uri: 'jhe://studies' })
    await expect(resource).rejects.toThrow(/BRAKED/)
    const status = await brakeOnTerminal({ ...signedIn.env, ...env }, { lift: false })
    expect([status.code, status.stdout]).toEqual([1, expect.stringContaining('STOPPED')])
    expect((await brakeOnTerminal({ ...signedIn.env, ...env }, { lift: true })).code).toBe(0)
    expect(codeOf(await other.call('list_studies'))).toBe('OK')
    await close(host)
    const alarms = (await trail()).filter(({ code }) => code === 'ALARM')
    expect(alarms).toEqual([expect.objectContaining({ event: 'alarm', patients: [patients.ben] })])
  })
})

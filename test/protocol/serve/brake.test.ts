import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { servedBrake } from '../../../src/cli/serve/brake.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { terminal } from '../../support/guard/lift.js'
import { startBin } from '../../support/processes/spawn-bin.js'
import { connectHttp, type Client } from '../../support/serve/clients.js'
import {
  openServedWorld,
  type Replica,
  type ServedWorld,
} from '../../support/serve/served-world.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { testCommand } from '../../support/worlds/runtime.js'

const coordinator = people.coordinator.userId
const member = people.member.userId

let database: TestDatabase
let state: TestDatabase
let world: ServedWorld
let replica: Replica
const clients: Client[] = []
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  state = await createDatabase('blank')
  world = await openServedWorld({
    databaseUrl: database.url,
    stateUrl: state.url,
    env: { JHE_BRAKE_PATIENTS_PER_HOUR: '1', JHE_CANARIES: String(patients.dan) },
  })
  replica = await world.start()
})
beforeEach(async () => {
  for (const person of [coordinator, member]) await lift(person)
})
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
})
afterAll(async () => {
  await world.close()
  await state.drop()
  await database.drop()
})

const settings = () => ({ ...world.env, HOME: replica.home })

const run = async (...args: readonly string[]) => {
  const { exit, stdout, stderr } = startBin(['brake', ...args], settings())
  return { code: await exit, out: stdout(), err: stderr() }
}

/** The same of an administrator at a terminal. */
const lift = async (person: number) => {
  const command = testCommand({ env: settings(), home: replica.home, stdin: terminal() })
  const code = await servedBrake(command, { lift: true, person: String(person) })
  return { code, out: command.stdout() }
}

const signIn = async (subject: number): Promise<Client> => {
  const { access } = await signInServed(world, subject)
  const client = await connectHttp('v2 modern', world.publicUrl, access)
  clients.push(client)
  return client
}

const read = async (client: Client, patient_id: number): Promise<string> =>
  await client.call('get_patient_observations', { patient_id, limit: 1 }).then(
    () => 'OK',
    (thrown: unknown) => /[A-Z]+_?[A-Z]+(?=: )/.exec(String(thrown))?.[0] ?? String(thrown),
  )

describe('the brake of `jhe-mcp serve`', () => {
  it('A44: holds a person by the settings, whichever token they ask by, and nobody else', async () => {
    const [one, again, other] = [
      await signIn(coordinator),
      await signIn(coordinator),
      await signIn(member),
    ]
    expect(await read(one, patients.ana)).toBe('OK')
    expect(await read(one, patients.ben)).toBe('BRAKED')
    expect(await read(again, patients.ben)).toBe('BRAKED')
    expect(await read(again, patients.ana)).toBe('OK')
    expect(await read(other, patients.ben)).toBe('OK')
    const { code, out } = await run()
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual(
      [coordinator, member].toSorted((a, b) => a - b).map((person) => ({ person, stopped: false })),
    )
  })

  it('is lifted for one person, on a terminal alone', async () => {
    const client = await signIn(coordinator)
    await read(client, patients.ana)
    const refused = await run('--lift', '--person', String(coordinator))
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining('was not run on a terminal'),
    ])
    expect(await read(client, patients.ben)).toBe('BRAKED')
    expect(await lift(coordinator)).toEqual({ code: 0, out: '1 lifted.\n' })
    expect(await read(client, patients.ben)).toBe('OK')
    const nobody = await lift(people.stranger.userId)
    expect(nobody).toEqual({ code: 1, out: '0 lifted.\n' })
    expect((await run('--person', 'me')).err).toContain('--person is not the id of a JHE user')
  })

  it('A47: a canary stops the person everywhere, until somebody lifts it', async () => {
    const [one, again, other] = [
      await signIn(coordinator),
      await signIn(coordinator),
      await signIn(member),
    ]
    expect(await read(one, patients.dan)).toBe('BRAKED')
    for (const client of [one, again])
      await expect(client.call('list_studies')).rejects.toThrow(/BRAKED/)
    expect(await other.call('list_studies')).toContain('studies')
    const shown = await run('--person', String(coordinator))
    expect(shown.code).toBe(1)
    expect(JSON.parse(shown.out)).toEqual([{ person: coordinator, stopped: true }])
    expect((await lift(coordinator)).code).toBe(0)
    expect(await again.call('list_studies')).toContain('studies')
  })
})

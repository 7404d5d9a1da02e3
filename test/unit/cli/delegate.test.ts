import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runProgram } from '../../../src/cli/program.js'
import { rejected } from '../../support/caught.js'
import { testCommand } from '../../support/worlds/runtime.js'
import { signInAs, type SignedIn } from '../../support/worlds/signed-in.js'

const study = ['--study', '30001']
let signedIn: SignedIn

beforeAll(async () => {
  signedIn = await signInAs(10_001, 'postgresql://reader@localhost/none')
})
afterAll(() => {
  signedIn.remove()
})

const delegate = (...argv: readonly string[]) => {
  const { env, home } = signedIn
  const command = testCommand({ argv: ['delegate', ...argv], env, home })
  return { ...command, code: runProgram(command.runtime) }
}

describe('jhe-mcp delegate', () => {
  it.each([
    [
      ['--revoke', '0f8fad5b-d9cb-469f-a165-70867728950e'],
      /Nothing was delegated on this computer/,
    ],
    [['--revoke', '12345678'], /Give the UUID that `jhe-mcp delegate` printed/],
    [['--revoke', 'all'], /Nothing was delegated on this computer/],
    [['--revoke', 'x'], /not the id of a delegation/],
    [['--to', 'x'], /to what the agent is held/],
    [
      ['--to', 'x', '--study', Array.from({ length: 1001 }, (_, i) => i + 1).join(',')],
      /at most 1000 studies in --study, and there are 1001/,
    ],
    [
      ['--to', 'x', '--scope', 'user/Group.rs '.repeat(300).trim()],
      /at most 4000 characters in --scope, and there are 4199/,
    ],
    [study, /to whom/],
    [[...study, '--to', 'a b'], /--to is not a name/],
    [[...study, '--to', 'x', '--for', '13h'], /--for must be from 1min to 12h/],
    [[...study, '--to', 'x', '--for', 'long'], /--for must be a number and/],
    [[...study, '--to', 'x', '--privacy', 'aggregate'], /no level but identified/],
    [[...study, '--to', 'x', '--privacy', 'deidentified'], /no level but identified/],
    [['--to', 'x', '--type', 'blood-presure'], /--type names "blood-presure"/],
    [['--to', 'x', '--scope', 'user/Observation.cruds'], /asks to create/],
    [['--to', 'x', '--scope', 'patient/*.rs'], /no single patient is granted/],
    [['--to', 'x', '--tools', 'everything'], /names "everything"/],
    [['--to', 'x', '--tools', 'get_study_count', '--scope', 'user/Patient.r'], /no tool to offer/],
  ])('refuses %j, and says why', async (args, why) => {
    const { code, stdout } = delegate(...args)
    const error = await rejected(code)
    expect(`${error.message} ${error.hint}`).toMatch(why)
    expect(['INPUT_INVALID', 'CONFIG_INVALID']).toContain(error.code)
    expect(stdout()).toBe('')
  })

  it('takes the level that there is, several types, and says until when', async () => {
    const types = ['--type', 'blood-pressure,Condition', '--type', 'omh:heart-rate:2.0']
    const run = delegate('--to', 'x', ...types, '--privacy', 'identified', '--for', '30min')
    expect(await run.code).toBe(0)
    expect(run.stderr()).toMatch(/to x, until \d{4}-\d\d-\d\d \d\d:\d\d UTC/)
    const payload: unknown = JSON.parse(
      Buffer.from(run.stdout().split('.')[1] ?? '', 'base64url').toString(),
    )
    expect(payload).toMatchObject({
      sub: '10001',
      act: { sub: 'x' },
      parents: [],
      grants: [
        {
          type: [
            ...['4.0', '3.1', '3.0', '2.0', '1.0'].map(
              (version) => `https://w3id.org/openmhealth|omh:blood-pressure:${version}`,
            ),
            'Condition',
            'omh:heart-rate:2.0',
          ],
        },
      ],
    })
  })
})

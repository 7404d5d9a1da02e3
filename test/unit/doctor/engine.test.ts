import { PassThrough } from 'node:stream'

import { describe, expect, it } from 'vitest'

import { defineCheck, found, pass, skip, type Check } from '../../../src/doctor/check.js'
import type { DoctorContext } from '../../../src/doctor/context.js'
import { runChecks, withNeeds, type Limits } from '../../../src/doctor/engine.js'
import type { Runtime } from '../../../src/app/runtime.js'
import { JheError } from '../../../src/errors.js'
import { testMachine } from '../../support/worlds/stores.js'
import { noPolicy } from '../../support/worlds/no-policy.js'

const unused = (): never => {
  throw new Error('not looked at')
}
const nowhere = { write: () => undefined, columns: undefined }
const runtime: Runtime = {
  argv: [],
  env: {},
  home: '/nonexistent',
  version: '0.0.0',
  machine: testMachine,
  execPath: '/nonexistent/node',
  nodeVersion: '20.0.0',
  folder: '/nonexistent',
  packageFolder: '/nonexistent',
  policy: noPolicy,
  fetch: unused,
  stdin: new PassThrough(),
  stdout: nowhere,
  stderr: nowhere,
  now: () => new Date(0),
  interrupted: new AbortController().signal,
  becomeService: () => undefined,
}
const contextWith = (offline: boolean): DoctorContext => ({
  runtime,
  flags: {},
  offline,
  config: unused,
  command: unused,
  serve: unused,
  stateTarget: unused,
  state: unused,
  account: unused,
  answer: unused,
  environment: unused,
  tools: unused,
  tryKeychain: unused,
  target: unused,
  database: unused,
  hosts: unused,
  freeBytes: unused,
  resolve: unused,
  close: async () => {
    await Promise.resolve()
  },
})

const bad = {
  status: 'fail',
  why: 'It matters.',
  fix: 'Change it.',
  docs: 'troubleshooting',
} as const

const check = (id: string, rest: Partial<Check> = {}): Check =>
  defineCheck({
    id,
    group: 'env',
    title: id,
    needs: [],
    outcomes: { bad },
    run: () => pass('well'),
    ...rest,
  })

const never = async (): Promise<never> => await new Promise(() => undefined)

const run = async (checks: readonly Check[], limits?: Limits, offline = false) =>
  (await runChecks(checks, contextWith(offline), limits === undefined ? {} : { limits })).map(
    ({ check: { id }, status, seen }) => `${id} ${status}: ${seen}`,
  )

const broken = () => found('bad', 'broken')

describe('the engine of doctor', () => {
  it('gives one failure for one cause, and names it', async () => {
    const ladder = [
      check('a.first', { run: broken }),
      check('a.second', { needs: ['a.first'] }),
      check('b.third', { group: 'db', needs: ['a.second'] }),
      check('b.other', { group: 'db' }),
    ]
    expect(await run(ladder)).toEqual([
      'a.first fail: broken',
      'a.second skip: needs a.first',
      'b.third skip: needs a.first',
      'b.other pass: well',
    ])
  })

  it('names a check that crashes and goes on; its text stays inside', async () => {
    const crashing = check('a.crash', {
      run: () => {
        throw new TypeError('canary')
      },
    })
    const known = check('a.known', {
      run: () => {
        throw new JheError('CONFIG_INVALID', 'A setting is wrong.', 'Correct it.')
      },
    })
    expect(await run([crashing, known, check('a.next')])).toEqual([
      'a.crash crash: the check broke off (TypeError)',
      'a.known crash: A setting is wrong',
      'a.next pass: well',
    ])
  })

  it('gives up a check that never answers, and tells it to stop', async () => {
    let told = false
    const hanging = check('a.hangs', {
      run: async (_context, signal) => {
        signal.addEventListener('abort', () => {
          told = true
        })
        return await never()
      },
    })
    expect(await run([hanging, check('a.next')], { checkMs: 20, totalMs: 60_000 })).toEqual([
      'a.hangs fail: no answer within 0 s',
      'a.next pass: well',
    ])
    expect(told).toBe(true)
  })

  it('ends within the limit of the whole run, with everything black-holed', async () => {
    const holes = (['env', 'idp', 'db'] as const).map((group) =>
      check(`${group}.hole`, { group, run: never }),
    )
    expect(await run(holes, { checkMs: 60_000, totalMs: 20 })).toEqual([
      'env.hole fail: no answer within 60 s',
      'idp.hole skip: out of time',
      'db.hole skip: out of time',
    ])
  })

  it('says what was not asked offline', async () => {
    const online = check('a.net', { network: true })
    expect(await run([online, check('a.here')], undefined, true)).toEqual([
      'a.net skip: offline',
      'a.here pass: well',
    ])
  })

  it('passes a reason to skip on to what depends on it', async () => {
    const first = check('a.first', { run: () => skip('not here') })
    expect(await run([first, check('a.second', { needs: ['a.first'] })])).toEqual([
      'a.first skip: not here',
      'a.second skip: not here',
    ])
  })

  it('runs the checks of a group side by side', async () => {
    let release = (): void => undefined
    const other = new Promise<void>((resolve) => {
      release = resolve
    })
    const waiting = check('a.waits', {
      run: async () => {
        await other
        return pass('met')
      },
    })
    const meeting = check('a.meets', {
      run: () => {
        release()
        return pass('met')
      },
    })
    expect(await run([waiting, meeting])).toEqual(['a.waits pass: met', 'a.meets pass: met'])
  })

  it('adds what a chosen check needs', () => {
    const all = [
      check('a.one'),
      check('a.two', { needs: ['a.one'] }),
      check('a.three', { needs: ['a.two'] }),
      check('a.four'),
    ]
    const chosen = withNeeds(all.slice(2, 3), all).map(({ id }) => id)
    expect(chosen).toEqual(['a.one', 'a.two', 'a.three'])
  })
})

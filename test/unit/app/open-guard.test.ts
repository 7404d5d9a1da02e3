import { readdir } from 'node:fs/promises'

import { describe, expect, it } from 'vitest'

import { openDemoGuard } from '../../../src/app/guard/open-guard.js'
import { toJheError } from '../../../src/errors.js'
import type { Guard } from '../../../src/guard/guard.js'
import { createTestFolder } from '../../support/worlds/stores.js'
import { testCommand } from '../../support/worlds/runtime.js'

const person = { issuer: 'https://demo.invalid/o', subject: 10_001 }

const codeOf = async (guard: Guard, patients: readonly number[]): Promise<string> => {
  try {
    await guard.release({ patients, rows: patients.length }, person, () => undefined)
    return 'OK'
  } catch (thrown) {
    return toJheError(thrown).code
  }
}

describe('the brake of the demo', () => {
  it('A44: holds nobody unless it was asked for, and leaves no file', async () => {
    await using folder = await createTestFolder()
    const env = { JHE_TOKEN_DIR: folder.path }
    const guard = openDemoGuard(testCommand({ env, home: folder.path }))
    const many = Array.from({ length: 5_000 }, (_, i) => 40_000 + i)
    expect(await codeOf(guard, many)).toBe('OK')
    expect(await readdir(folder.path)).toEqual([])
  })

  it.each([
    { JHE_BRAKE_PATIENTS_PER_HOUR: '1' },
    { JHE_BRAKE_PATIENTS_PER_DAY: '1' },
    { JHE_BRAKE_ROWS_PER_HOUR: '1' },
  ])('A44: holds as %j says, over all processes', async (settings) => {
    await using folder = await createTestFolder()
    const env = { JHE_TOKEN_DIR: folder.path, ...settings }
    const open = (): Guard => openDemoGuard(testCommand({ env, home: folder.path }))
    expect(await codeOf(open(), [40_001])).toBe('OK')
    expect(await codeOf(open(), [40_002])).toBe('BRAKED')
    expect(await readdir(folder.path)).toContain('brake.json')
  })

  it('A47: is stopped by a canary where there are some', async () => {
    await using folder = await createTestFolder()
    const env = { JHE_TOKEN_DIR: folder.path, JHE_CANARIES: '40009' }
    const open = (): Guard => openDemoGuard(testCommand({ env, home: folder.path }))
    expect(await codeOf(open(), [40_001])).toBe('OK')
    expect(await codeOf(open(), [40_009])).toBe('BRAKED')
    await expect(open().admit(person)).rejects.toMatchObject({ code: 'BRAKED' })
  })
})

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { openPicture } from '../../../src/cli/draw-answer.js'
import { answerOf, dayBucket } from '../../support/picture-answers.js'
import { testRuntime } from '../../support/worlds/test-runtime.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jhe-picture-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const trend = 'get_observation_trend'
const args = { patient_id: 40_013, data_type: 'omh:heart-rate:2.0', bucket: 'day' }
const answer = answerOf([dayBucket(0, [{ name: 'heart_rate', unit: 'beats/min', mean: 61 }])])

const open = async (tool: string, name: string) =>
  await openPicture({ runtime: testRuntime(folder, {}) }, tool, name)

const write = async (name: string): Promise<void> => {
  await (
    await open(trend, name)
  )(args, answer)
}

const modeOf = (name: string): number => statSync(join(folder, name)).mode & 0o777

describe('the picture of an answer', () => {
  it('is a file that only its owner can read, with nothing beside it', async () => {
    await write('x.svg')
    expect(modeOf('x.svg')).toBe(0o600)
    expect(readFileSync(join(folder, 'x.svg'), 'utf8')).toContain('>61</tspan>')
    expect(readdirSync(folder)).toEqual(['x.svg'])
  })

  it('replaces a file that others may read, and a link but not what it leads to', async () => {
    writeFileSync(join(folder, 'old.svg'), 'old')
    chmodSync(join(folder, 'old.svg'), 0o644)
    symlinkSync('old.svg', join(folder, 'link.svg'))
    await write('link.svg')
    expect(readFileSync(join(folder, 'old.svg'), 'utf8')).toBe('old')
    expect(readFileSync(join(folder, 'link.svg'), 'utf8')).toContain('<svg')
    await write('old.svg')
    expect(modeOf('old.svg')).toBe(0o600)
  })

  it('is refused before anything is asked where there is none, or no place for it', async () => {
    mkdirSync(join(folder, 'there'))
    writeFileSync(join(folder, 'file'), '')
    const refused = [
      ['list_studies', 'x.svg'],
      ...['there', 'missing/x.svg', 'file/x.svg', '', '/dev/null'].map((name) => [trend, name]),
    ] as const
    for (const [tool = '', name = ''] of refused) {
      await expect(open(tool, name)).rejects.toThrow(/--svg/)
    }
  })
})

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { figure } from '../../src/picture/words/numbers.js'
import { bin } from '../support/clients/mcp-clients.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jhe-picture-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** Nothing of the person who runs the tests is read or written, the prepared demo world neither. */
const ownHome = () => ({
  HOME: folder,
  USERPROFILE: folder,
  LOCALAPPDATA: folder,
  XDG_CACHE_HOME: join(folder, 'cache'),
})

/** Runs the built command in the folder, asking the demo world. */
const call = async (tool: string, svg: string, args: object = {}) => {
  const child = spawn(
    process.execPath,
    [bin, 'call', '--demo', tool, '--json', JSON.stringify(args), '--svg', svg],
    {
      cwd: folder,
      env: { ...ownHome(), PATH: process.env['PATH'] ?? '' },
      stdio: 'pipe',
    },
  )
  child.stdin.end()
  let [out, err] = ['', '']
  child.stdout.on('data', (part: Buffer) => (out += part.toString()))
  child.stderr.on('data', (part: Buffer) => (err += part.toString()))
  await once(child, 'close')
  return { code: child.exitCode, out, err }
}

const trend = { patient_id: 40_013, data_type: 'omh:blood-pressure:4.0', bucket: 'week' }
const answer = z.looseObject({ buckets: z.array(z.looseObject({ count: z.int() })) })

/** Of a file that is for its owner alone; Windows has no such modes. */
const ownersMode = process.platform === 'win32' ? 0o666 : 0o600
const modeOf = (path: string): number => statSync(path).mode & 0o777

// the world of the demo is invented first
describe('call --svg', { timeout: 300_000 }, () => {
  it('pictures 9: draws the answer that it prints, for the person alone', async () => {
    const { code, out, err } = await call('get_observation_trend', 'x.svg', trend)
    expect(code).toBe(0)
    expect(err).toMatch(/The picture is written; like the answer, it shows data of patients\.\n$/)
    const { buckets } = answer.parse(JSON.parse(out))
    const svg = readFileSync(join(folder, 'x.svg'), 'utf8')
    expect(svg).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg [^]*<\/svg>\n$/)
    expect(svg).not.toMatch(/<script|href|url\(/)
    const readings = buckets.reduce((sum, { count }) => sum + count, 0)
    expect(svg).toContain(`${figure(readings, 0)} readings`)
    expect(svg).toContain('Demo: every person and every value is invented.')
    expect(modeOf(join(folder, 'x.svg'))).toBe(ownersMode)
  })

  it.each([
    ['summarize_observations', { patient_id: 40_013 }, 'Summary of observations'],
    ['get_study_metadata', { study_id: 30_001 }, 'not answered'],
  ])('pictures 9: draws the answer of %s', async (tool, args, shown) => {
    const { code } = await call(tool, 'x.svg', args)
    expect(code).toBe(0)
    const svg = readFileSync(join(folder, 'x.svg'), 'utf8')
    expect(svg).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg [^]*<\/svg>\n$/)
    expect(svg).toContain(shown)
    expect(svg).not.toMatch(/<script|href|url\(/)
  })
})

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { filesOf } from '../../../src/audit/files.js'
import { textsOf, verifyTrail } from '../../../src/audit/verify.js'
import { buildWorker } from '../../support/processes/build-worker.js'

let worker: string
let folder: string
let path: string

beforeAll(async () => {
  worker = await buildWorker('audit-writer')
})

afterAll(async () => {
  await rm(dirname(worker), { recursive: true })
})

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhe-audit-'))
  path = join(folder, 'trail', 'audit.jsonl')
  return async () => {
    await rm(folder, { recursive: true })
  }
})

const start = (name: string, lines: number, fullAt = 10_000_000): ChildProcess =>
  spawn(process.execPath, [worker, path, name, String(lines), String(fullAt)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })

const ended = async (writer: ChildProcess): Promise<number | null> => {
  writer.stdout?.resume()
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit')
  return writer.exitCode
}

const idsIn = async (): Promise<readonly string[]> => {
  const ids: string[] = []
  for await (const { text } of textsOf(path)) ids.push(/"id":"([^"]*)"/.exec(text)?.[1] ?? text)
  return ids
}

const all = (name: string, lines: number) =>
  Array.from({ length: lines }, (_, i) => `${name}-${i + 1}`)

describe('several processes that write to one trail', () => {
  it('aud-10: two writers of 1,000 lines each make one chain of 2,000', async () => {
    const codes = await Promise.all([start('a', 1000), start('b', 1000)].map(ended))
    expect(codes).toEqual([0, 0])
    expect(await verifyTrail(path)).toMatchObject({ lines: 2000, first: 1, breach: null, torn: [] })
    expect((await idsIn()).toSorted()).toEqual([...all('a', 1000), ...all('b', 1000)].toSorted())
  })

  it('a writer killed in between leaves a chain that holds, or one torn line', async () => {
    const [killed, others] = [start('a', 100_000), [start('b', 1000), start('c', 1000)]]
    const victim = killed.stdout
    if (victim === null) throw new Error('no output')
    await once(victim, 'data')
    killed.kill('SIGKILL')
    expect(await Promise.all([ended(killed), ...others.map(ended)])).toEqual([null, 0, 0])
    const verdict = await verifyTrail(path)
    expect(verdict.breach).toBe(null)
    expect(verdict.torn.length).toBeLessThanOrEqual(1)
    const ids = new Set(await idsIn())
    expect(
      [...all('a', 20), ...all('b', 1000), ...all('c', 1000)].filter((id) => !ids.has(id)),
    ).toEqual([])
  })

  it('the chain goes on from file to file when each is full', async () => {
    const codes = await Promise.all([start('a', 300, 40_000), start('b', 300, 40_000)].map(ended))
    expect(codes).toEqual([0, 0])
    const verdict = await verifyTrail(path)
    expect(verdict).toMatchObject({ lines: 600, breach: null, torn: [] })
    expect(verdict.files).toBeGreaterThan(3)
    expect((await idsIn()).toSorted()).toEqual([...all('a', 300), ...all('b', 300)].toSorted())
  })

  it.skipIf(process.platform === 'win32')('keeps every file to its owner', async () => {
    await ended(start('a', 200, 40_000))
    const modes = await Promise.all(
      [dirname(path), ...(await filesOf(path)), `${path}.head`].map(async (name) =>
        ((await stat(name)).mode & 0o777).toString(8),
      ),
    )
    expect(new Set(modes.slice(1))).toEqual(new Set(['600']))
    expect(modes[0]).toBe('700')
    expect(await readFile(`${path}.head`, 'utf8')).toContain('"seq":200')
  })
})

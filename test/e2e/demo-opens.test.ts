import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'

import { callMessage, initialize, startRawHost, type RawHost } from '../support/clients/raw-host.js'

let folder: string
let host: RawHost
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-demo-opens-'))
  const env = {
    HOME: folder,
    USERPROFILE: folder,
    LOCALAPPDATA: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
  }
  host = startRawHost({ args: ['demo', '--stdio'], env })
  host.send(initialize)
})
afterEach(async () => {
  await host.end()
  rmSync(folder, { recursive: true, force: true })
})

const request = (id: number, method: string) => ({ jsonrpc: '2.0', id, method })
const resources = z.looseObject({ resources: z.array(z.looseObject({ uri: z.string() })) })

/** The prepared worlds that a demo has left behind: none before it has opened one. */
const kept = (): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tar.gz'),
  )

/** Asks something that needs the world, and waits until it is being made. */
const askAndOpen = async (): Promise<void> => {
  host.send(callMessage(1, 'get_study_count'))
  await vi.waitFor(() => {
    expect(host.stderr()).toContain('Inventing the demo world')
  }, 60_000)
}

const isAnswered = (id: number): boolean =>
  host.lines.some((line) => z.looseObject({ id: z.unknown() }).parse(JSON.parse(line)).id === id)

describe('a demo that opens its world', () => {
  it('answers everything else meanwhile, and then the question', { timeout: 180_000 }, async () => {
    await askAndOpen()
    host.send(request(2, 'ping'))
    host.send(request(3, 'tools/list'))
    host.send(request(4, 'resources/list'))
    host.send(request(5, 'prompts/list'))
    host.send(callMessage(6, 'describe_schema', { name: 'heart-rate' }))
    host.send(callMessage(7, 'get_study_metadata', { study_id: 'no number' }))
    for (const id of [2, 3, 4, 5, 6, 7]) await host.answerTo(id)
    expect(isAnswered(1)).toBe(false)
    expect((await host.answerTo(1)).result).toHaveProperty('structuredContent.count', 4)
    expect(kept()).toHaveLength(1)
    host.send(request(8, 'resources/list'))
    const listed = resources.parse((await host.answerTo(8)).result).resources
    expect(listed.filter(({ uri }) => uri.startsWith('jhe://studies/'))).toHaveLength(4)
  })

  it('ends with stdin, and does not finish it first', async () => {
    await askAndOpen()
    expect(await host.end()).toBe(0)
    expect(kept()).toEqual([])
  })

  it.each([1, 2, 3, 4])(
    'ends well with stdin that ends right behind the question (%s)',
    async (id) => {
      host.send(callMessage(id, 'list_studies'))
      expect(await host.end()).toBe(0)
      expect(host.stderr().replace(/^Inventing .*\n/, '')).toBe('')
    },
  )

  it.skipIf(process.platform === 'win32')(
    'ends when it is told to, and does not finish it first',
    async () => {
      await askAndOpen()
      host.process.kill('SIGTERM')
      expect(await host.exited).toEqual([0, null])
      expect(kept()).toEqual([])
    },
  )

  it('does not open it for lists', async () => {
    const lists = ['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list']
    for (const [i, method] of lists.entries()) host.send(request(i + 1, method))
    for (const i of lists.keys()) expect((await host.answerTo(i + 1)).result).toBeDefined()
    expect(await host.end()).toBe(0)
    expect(host.stderr()).toBe('')
    expect(kept()).toEqual([])
  })
})

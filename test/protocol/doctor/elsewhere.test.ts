import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import type { HostId } from '../../../src/setup/hosts/hosts.js'
import { startBin } from '../../support/processes/spawn-bin.js'

const url = 'https://mcp.canary.example.org/mcp'
const reportSchema = z.object({
  checks: z.array(
    z.looseObject({
      id: z.string(),
      status: z.string(),
      detail: z.string(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
})

describe.skipIf(process.platform === 'win32')('doctor where hosts reach a server elsewhere', () => {
  let home = ''
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'jhe-mcp-doctor-elsewhere-'))
  })
  afterEach(() => {
    rmSync(home, { recursive: true, force: true })
  })

  const doctor = async (...flags: readonly string[]) => {
    const run = startBin(['doctor', '--offline', '--json', ...flags], { HOME: home })
    await run.exit
    const { checks } = reportSchema.parse(JSON.parse(run.stdout()))
    return { text: run.stdout(), of: (id: string) => checks.find((check) => check.id === id) }
  }

  const setUp = async (id: HostId, ...flags: readonly string[]): Promise<void> => {
    const setup = startBin(['setup', id, '--url', url, ...flags], { HOME: home })
    expect(await setup.exit).toBe(0)
  }

  it('misses no address of JHE and of its database', async () => {
    await setUp('cursor')
    await setUp('claude-desktop')
    const report = await doctor()
    expect(report.of('config.jhe')).toMatchObject({ status: 'skip' })
    expect(report.of('db.config')).toMatchObject({ status: 'skip' })
    expect(report.of('mcp.elsewhere')).toMatchObject({
      status: 'pass',
      detail:
        'Claude Desktop (through node bin/jhe-mcp.js connect, either transport), Cursor (by itself, Streamable HTTP)',
      data: { hosts: ['claude-desktop connect auto', 'cursor native http'], servers: 1 },
    })
    expect(report.of('mcp.hosts')?.detail).toMatch(/^Claude Desktop \(connect, /)
    // a report may be pasted anywhere
    expect(report.text).not.toContain('canary')
    const { text } = await doctor('--verbose', '--check', 'mcp.elsewhere')
    expect(text).toContain(url)
  })

  it('misses them where one host starts the server itself, or where nothing is set up', async () => {
    expect((await doctor('--check', 'db.config')).of('db.config')?.status).toBe('fail')
    await setUp('cursor')
    const local = { mcpServers: { jhe: { command: 'npx', args: ['-y', 'jhe-mcp@0.1.0'] } } }
    mkdirSync(join(home, '.kiro', 'settings'), { recursive: true })
    writeFileSync(join(home, '.kiro', 'settings', 'mcp.json'), JSON.stringify(local))
    const report = await doctor('--check', 'config.jhe', '--check', 'db.config')
    expect(report.of('config.jhe')?.status).toBe('fail')
    expect(report.of('db.config')?.status).toBe('fail')
  })

  it('leaves the servers of others unnamed, and their secrets', async () => {
    const path = join(home, '.cursor', 'mcp.json')
    mkdirSync(dirname(path), { recursive: true })
    const headers = { Authorization: 'Bearer planted' }
    const github = { url: 'https://api.example.com/mcp', headers }
    writeFileSync(path, JSON.stringify({ mcpServers: { github } }), { mode: 0o600 })
    const none = await doctor('--check', 'mcp.elsewhere')
    expect(none.of('mcp.elsewhere')).toMatchObject({ status: 'pass', detail: 'none' })
    const far = { url, headers: { ...headers, 'X-Api-Key': '${KEY}' } }
    writeFileSync(path, JSON.stringify({ mcpServers: { github, 'jhe-far': far } }))
    const one = await doctor('--verbose', '--check', 'mcp.elsewhere')
    expect(one.of('mcp.elsewhere')).toMatchObject({ status: 'warn' })
    expect(one.of('mcp.elsewhere')?.detail).toContain('(Authorization)')
    expect(one.text).not.toContain('planted')
    expect(one.text).not.toContain('api.example.com')
  })
})

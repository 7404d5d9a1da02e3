import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { describe, expect, it } from 'vitest'

import { bin } from '../support/clients/mcp-clients.js'
import { ownHome } from '../support/own-home.js'

interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built command line as a person does whose stdin and stdout are pipes. */
const run = async (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> => {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { HOME: ownHome(), PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()))
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}

describe('the command line', () => {
  it('has a help that fits a screen and names every variable', async () => {
    const { code, stdout } = await run(['--help'])
    const lines = stdout.trimEnd().split('\n')
    expect(code).toBe(0)
    expect(lines.length).toBeLessThanOrEqual(58)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110)
    expect(stdout).toContain('JHE_DB_CONN')
  })

  it('prints its version', async () => {
    const { code, stdout } = await run(['--version'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it.each([
    { args: ['nonsense'], env: {}, code: 2, says: /nonsense/ },
    { args: ['tools', 'nonsense'], env: {}, code: 2, says: /too many arguments/ },
    { args: ['audit', 'nonsense'], env: {}, code: 2, says: /audit verify/ },
    { args: ['--nonsense'], env: {}, code: 2, says: /unknown option/ },
    { args: ['tools'], env: { JHE_MAX_ROWS: 'x' }, code: 2, says: /JHE_MAX_ROWS must be/ },
    { args: ['--max-rows', '0', 'tools'], env: {}, code: 2, says: /--max-rows must be/ },
    { args: ['call', 'nonsense'], env: {}, code: 2, says: /no tool/ },
    { args: ['call', 'list_studies'], env: {}, code: 2, says: /JHE_BASE_URL is not set/ },
    { args: ['call', 'list_studies', '--json', '[1]'], env: {}, code: 2, says: /--json/ },
    { args: ['call', 'list_studies', '--arg', 'limit'], env: {}, code: 2, says: /name=value/ },
    { args: ['call', 'list_studies', '--as', 'nobody'], env: {}, code: 2, says: /coordinator/ },
    { args: ['sql', '--role', 'a"b'], env: {}, code: 2, says: /plain PostgreSQL name/ },
    { args: ['login', '--timeout', 'x'], env: {}, code: 2, says: /--timeout/ },
    { args: ['whoami'], env: {}, code: 2, says: /JHE_BASE_URL is not set/ },
  ])(
    'answers $args with exit code $code and says why on stderr',
    async ({ args, env, code, says }) => {
      const result = await run(args, env)
      expect(result.stderr).toMatch(says)
      expect(result.code).toBe(code)
      expect(result.stdout).toBe('')
    },
  )

  it('refuses to sign in over TLS that checks nothing', async () => {
    const { code, stderr } = await run(['whoami'], {
      JHE_BASE_URL: 'https://jhe.example.org',
      JHE_CLIENT_ID: 'jhe-mcp',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    })
    expect(code).toBe(2)
    expect(stderr).toContain('NODE_TLS_REJECT_UNAUTHORIZED=0 is set')
  })

  it('prints the closed list of SQL and the role script without any setting', async () => {
    const list = await run(['sql'])
    expect(list.code).toBe(0)
    expect(list.stdout).toMatch(/^-- columns \(any schema\)/)
    const script = await run(['sql', '--role', 'jhe_mcp_reader'])
    expect(script.stdout).toContain('grant select (%I) on public.%I to jhe_mcp_reader')
  })

  it('lists the tools as JSON in a pipe', async () => {
    const { stdout } = await run(['tools'])
    expect(JSON.parse(stdout)).toHaveProperty('tools')
  })
})

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { demoPerson } from '../../../../src/demo/people.js'
import { freePort } from '../../../support/loopback.js'
import { startBin } from '../../../support/processes/spawn-bin.js'
import type { WatchedProcess } from '../../../support/processes/watch-process.js'
import { createDemoBrowser } from '../../../support/serve/sign-in-demo.js'

let world: string
/** The demo world is made once for all. */
let cache: Readonly<Record<string, string>>
let demo: WatchedProcess
let url: string

beforeAll(async () => {
  world = mkdtempSync(join(tmpdir(), 'jhe-mcp-elsewhere-'))
  cache = { XDG_CACHE_HOME: join(world, 'cache') }
  const port = await freePort()
  url = `http://localhost:${port}/mcp`
  demo = startBin(['demo', '--http', '--listen', `localhost:${port}`], { HOME: world, ...cache })
  await demo.said(/^It is served at /)
})
afterAll(async () => {
  demo.child.kill('SIGKILL')
  await demo.exit
  rmSync(world, { recursive: true, force: true })
})

let home: string
let callback: number
beforeEach(async () => {
  home = mkdtempSync(join(world, 'home-'))
  callback = await freePort()
})

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  startBin(args, {
    HOME: home,
    USERPROFILE: home,
    ...cache,
    JHE_TOKEN_STORE: 'file',
    JHE_REDIRECT_URI: `http://127.0.0.1:${callback}/callback`,
    ...env,
  })

const outcome = async (program: WatchedProcess) => {
  const code = await program.exit
  return { code, out: program.stdout(), err: program.stderr() }
}

const ask = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  await outcome(run(args, env))

/** Signs in as the coordinator of the demo, in a browser. */
const login = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const program = run(['login', '--no-browser', ...args], env)
  const address = await program.said(/^http:\S+\/authorize\?\S+$/)
  const browser = createDemoBrowser(new URL(url).origin)
  const page = await browser.consent(address)
  const { url: end } = await browser.pick(page, demoPerson('coordinator').userId)
  const response = await fetch(end)
  expect(response.status).toBe(200)
  return { ...(await outcome(program)), page: await response.text() }
}

const reportSchema = z.object({ checks: z.array(z.looseObject({ id: z.string() })) })

/** What `doctor` says of the session at the server. */
const sessionFinding = async (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) => {
  const { out } = await ask([...args, '--json'], env)
  return reportSchema.parse(JSON.parse(out)).checks.find(({ id }) => id === 'auth.elsewhere')
}

const count = ['call', 'get_study_count']
const slow = { timeout: 240_000 }

describe('commands about a server elsewhere', () => {
  it('sign in, ask, tell who is signed in and sign out', slow, async () => {
    const before = await ask(['whoami', url])
    expect(before.code).toBe(3)
    expect(before.out).toContain('login --url')
    const refused = await ask([...count, '--url', url])
    expect(refused).toMatchObject({ code: 3, out: '' })
    expect(refused.err).toContain(`SIGN_IN_REQUIRED: Nobody is signed in at ${new URL(url).origin}`)

    const signedIn = await login(['--url', url])
    expect(signedIn.code).toBe(0)
    expect(signedIn.out).toContain(`server:  ${url}`)
    expect(signedIn.page).not.toMatch(/JupyterHealth|\bJHE\b/)

    const far = await ask([...count, '--url', url])
    expect(far).toMatchObject({ code: 0, err: '' })
    // the demo world is on this computer, whatever server is set
    const nowhere = { JHE_SERVER_URL: `http://127.0.0.1:${await freePort()}/mcp` }
    const own = await ask([...count, '--as', 'coordinator'], nowhere)
    expect(JSON.parse(far.out)).toMatchObject(
      z.object({ count: z.int() }).parse(JSON.parse(own.out)),
    )

    const metadata = await ask([
      'call',
      'get_study_metadata',
      '--arg',
      'study_id=30001',
      '--url',
      url,
    ])
    expect(JSON.parse(metadata.out)).toMatchObject({ id: 30_001 })

    const who = z.looseObject({}).parse(JSON.parse((await ask(['whoami', url, '--json'])).out))
    expect(who).toMatchObject({ signed_in: true, server: url, store: 'file', tool_count: 10 })

    expect(await sessionFinding(['doctor', '--url', url])).toMatchObject({
      status: 'pass',
      detail: 'taken; 10 tools',
    })
    expect((await ask(['logout', url])).out).toContain('revoked at')
    expect(await sessionFinding(['doctor'], { JHE_SERVER_URL: url })).toMatchObject({
      status: 'skip',
    })
    expect((await ask(['whoami', url])).code).toBe(3)
    expect(await ask(['logout', url])).toMatchObject({ code: 0, out: 'Nobody was signed in.\n' })
  })

  it('take the server from JHE_SERVER_URL, and a flag before it', slow, async () => {
    const env = { JHE_SERVER_URL: url }
    expect((await login([], env)).code).toBe(0)
    const again = await ask(['login'], env)
    expect(again.code).toBe(0)
    expect(again.out).toContain('Already signed in at')
    const tools = z
      .object({ tools: z.array(z.looseObject({ tool: z.string(), input: z.string() })) })
      .parse(JSON.parse((await ask(['tools'], env)).out))
    expect(tools).toEqual(JSON.parse((await ask(['tools'])).out))
    const closed = `http://127.0.0.1:${await freePort()}/mcp`
    const other = await ask(['tools', '--url', closed], env)
    expect(other).toMatchObject({ code: 4, out: '' })
    expect(other.err).toContain('SERVER_UNREACHABLE')
  })

  it('refuse to ask the demo world, which is on this computer, at an address', slow, async () => {
    for (const flags of [['--demo'], ['--as', 'coordinator']]) {
      const both = await ask([...count, ...flags, '--url', url])
      expect(both).toMatchObject({ code: 2, out: '' })
      expect(both.err).toMatch(/^INPUT_INVALID: .*demo/)
    }
  })

  it('tell of a header file that is refused what to do with it, not to sign in', slow, async () => {
    const file = join(home, 'headers')
    writeFileSync(file, 'Authorization: Bearer not-a-token\n', { mode: 0o600 })
    const env = { JHE_SERVER_HEADER_FILE: file }
    const refused = await ask([...count, '--url', url], env)
    expect(refused).toMatchObject({ code: 3, out: '' })
    expect(refused.err).toContain('Put a key that is valid there into the header file')
    expect(refused.err).not.toMatch(/login|browser|not-a-token/)
    const finding = await sessionFinding(['doctor', '--url', url], env)
    expect(finding).toMatchObject({ status: 'warn' })
    expect(JSON.stringify(finding)).toContain('into the header file')
    expect(JSON.stringify(finding)).not.toMatch(/login|not-a-token/)
  })

  it.each([
    ['JHE_BRAKE_PATIENTS_PER_HOUR', '10'],
    ['JHE_BRAKE_PATIENTS_PER_DAY', '20'],
    ['JHE_BRAKE_ROWS_PER_HOUR', '500'],
    ['JHE_CANARIES', '40001'],
  ])('tell in doctor that %s holds nobody to it there', slow, async (name, value) => {
    const finding = await sessionFinding(['doctor', '--url', url], { [name]: value })
    expect(finding).toMatchObject({
      status: 'fail',
      detail: `CONFIG_INVALID: ${name} limits what may be asked, and a server elsewhere cannot be held to it from here`,
    })
    expect(JSON.stringify(finding)).toContain('Ask the administrator of the server')
    const refused = await ask([...count, '--url', url], { [name]: value })
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.err).toContain(`CONFIG_INVALID: ${name} limits`)
  })

  it('refuse an address that is none, and say what a tool failed with', slow, async () => {
    for (const wrong of [
      'mcp.example.org',
      'http://mcp.example.org/mcp',
      'https://a:b@example.org',
    ])
      expect(await ask(['tools', '--url', wrong])).toMatchObject({ code: 2, out: '' })
    expect((await login([url])).code).toBe(0)
    const hidden = await ask(['call', 'get_study_metadata', '--arg', 'study_id=1', '--url', url])
    expect(hidden).toMatchObject({ code: 1, out: '' })
    expect(hidden.err).toMatch(/^NOT_VISIBLE: /)
    const none = await ask(['call', 'drop_tables', '--url', url])
    expect(none.code).toBe(2)
    expect(none.err).toContain('get_study_count')
  })

  it('leave a line for each call, sign-in and sign-out, and no token in it', slow, async () => {
    await login([url])
    await ask(['call', 'get_study_metadata', '--arg', 'study_id=30001', '--url', url])
    await ask(['logout', url])
    const folder = join(home, '.jhe_mcp')
    const trail = readFileSync(join(folder, 'audit.jsonl'), 'utf8')
    const lines = trail
      .trim()
      .split('\n')
      .map((line) => z.looseObject({ event: z.string() }).parse(JSON.parse(line)))
    expect(lines.map(({ event }) => event)).toEqual(['sign_in', 'tool', 'sign_out'])
    expect(lines[1]).toMatchObject({ name: 'get_study_metadata', code: 'OK', studies: [30_001] })
    expect(trail).not.toMatch(/eyJ|Bearer/)
    expect(readdirSync(folder)).not.toContain('token_cache.json')
  })
})

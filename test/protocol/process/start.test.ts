import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { bin } from '../../support/clients/mcp-clients.js'
import { callMessage, initialize } from '../../support/clients/raw-host.js'
import { watch } from '../../support/processes/watch-process.js'
import { root } from '../../support/source-files.js'

const dist = join(root, 'dist')

/** Tells on stderr which file of JavaScript is loaded. */
const hooks = `export const load = async (url, context, next) => {
  if (url.startsWith('file:')) process._rawDebug('loaded ' + url)
  return await next(url, context)
}`
const preload = `data:text/javascript,${encodeURIComponent(
  `import { register } from 'node:module'
register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(hooks))})`,
)}`

/** The files that a server has loaded when it has answered these messages. */
const loadedFor = async (...messages: readonly object[]): Promise<readonly string[]> => {
  const child = spawn(process.execPath, ['--import', preload, bin], {
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  let answers = 0
  child.stderr.on('data', (part: Buffer) => (said += part.toString()))
  child.stdout.on('data', (part: Buffer) => {
    answers += part.toString().split('\n').length - 1
    if (answers === messages.length) child.stdin.end()
  })
  child.stdin.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(''))
  await once(child, 'close')
  return [...said.matchAll(/^loaded (\S+)$/gm)].map(([, url = '']) => fileURLToPath(url))
}

const first = ['jhe-mcp.js', 'main.js', 'base.js', 'server.js', 'rolldown-runtime.js']

describe('a start', () => {
  it('loads what the first reply needs, and nothing else', async () => {
    const loaded = await loadedFor(initialize)
    expect(new Set(loaded.map((path) => basename(path)))).toEqual(new Set(first))
    const bytes = loaded.map((path) => statSync(path).size).reduce((sum, size) => sum + size, 0)
    expect(bytes).toBeLessThan(456_000)
  })

  it('row 55: loads nothing more for the list of tools, whatever pictures they have', async () => {
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    const loaded = await loadedFor(initialize, list)
    expect(loaded).toHaveLength(first.length)
  })

  it('leaves the sign-in and the database to the first question', async () => {
    const loaded = await loadedFor(initialize, callMessage(1, 'get_server_status'))
    expect(loaded.map((path) => basename(path))).toContain('account.js')
  })
})

describe('the build', () => {
  const files = readdirSync(dist).filter((name) => name.endsWith('.js'))

  it('is a few files with names that stay', () => {
    expect(files.filter((name) => !/^[a-z-]+\.js$/.test(name))).toEqual([])
    // with the shim, the licence, the README and package.json no more than twenty-seven
    expect(files.length).toBeLessThanOrEqual(22)
  })

  it('holds one byte for each character of what a start loads', () => {
    for (const name of ['main.js', 'base.js', 'server.js']) {
      expect(readFileSync(join(dist, name), 'latin1')).toMatch(/^[\0-\x7f]*$/)
    }
  })

  it('keeps the names of functions, for the lines that a bug report quotes', () => {
    expect(readFileSync(join(dist, 'server.js'), 'utf8')).toContain('function callTool(')
  })

  it('has no validator for JSON Schema, which no answer needs', () => {
    expect(readFileSync(join(dist, 'server.js'), 'utf8')).not.toMatch(/require_ajv|\bAjv\b/)
  })

  it('does not look for Cloudflare, for which Node 20 would load all of fetch', () => {
    expect(readFileSync(join(dist, 'database.js'), 'utf8')).not.toContain('Cloudflare')
  })
})

describe('what Node compiled', () => {
  /** Where the shim asks Node to keep it; on any Node, as one that can is made believe. */
  const keptIn = (env: Readonly<Record<string, string>>): string => {
    const told = `import module from 'node:module'
module.enableCompileCache = (folder) => process._rawDebug('kept in ' + folder)`
    const { stderr } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(told)}`, bin, '--version'],
      { env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' },
    )
    return stderr
  }

  it.runIf(process.platform === 'linux')('is kept in a folder of the person, if at all', () => {
    expect(keptIn({ HOME: '/home/anna' })).toBe('kept in /home/anna/.cache/jhe-mcp/compiled\n')
    expect(keptIn({ HOME: '/home/anna', XDG_CACHE_HOME: '/cache' })).toBe(
      'kept in /cache/jhe-mcp/compiled\n',
    )
    expect(keptIn({ HOME: '/home/anna', XDG_CACHE_HOME: '.' })).toContain('/home/anna/.cache/')
    expect(keptIn({})).toBe('')
  })

  it('is written down while the server runs, since a host may kill it', async () => {
    const told = `import module from 'node:module'
const later = setTimeout
globalThis.setTimeout = (run, milliseconds) => later(run, milliseconds === 3000 ? 0 : milliseconds)
module.enableCompileCache = () => undefined
module.flushCompileCache = () => process._rawDebug('written down')`
    const server = watch(
      spawn(
        process.execPath,
        ['--import', `data:text/javascript,${encodeURIComponent(told)}`, bin],
        { env: { PATH: process.env['PATH'], HOME: '/home/anna', LOCALAPPDATA: 'C:' } },
      ),
    )
    await server.said(/written down/)
    server.child.kill('SIGKILL')
    await server.exit
  })
})

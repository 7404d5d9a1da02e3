import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { root } from '../support/source-files.js'

const npm = (folder: string, ...args: readonly string[]): string =>
  execFileSync('npm', [...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })

describe('the packed package, installed elsewhere', () => {
  let folder = ''
  let home = ''

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-packed-'))
    home = mkdtempSync(join(tmpdir(), 'jhe-mcp-home-'))
    npm(root, 'pack', '--silent', '--pack-destination', folder)
    const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
    npm(folder, 'init', '--yes')
    npm(folder, 'install', '--ignore-scripts', join(folder, tarball))
  })
  afterAll(() => {
    for (const path of [folder, home]) rmSync(path, { recursive: true, force: true })
  })

  const run = async (...args: readonly string[]) => {
    const command = join(folder, 'node_modules', '.bin', 'jhe-mcp')
    const child = spawn(command, args, {
      env: { PATH: process.env['PATH'] ?? '', HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()))
    child.stderr.resume()
    await once(child, 'close')
    return { code: child.exitCode, stdout }
  }

  it('holds the shim, the bundle and nothing of the sources or the tests', () => {
    const installed = join(folder, 'node_modules', 'jhe-mcp')
    expect(readdirSync(installed).toSorted()).toEqual(
      ['LICENSE', 'README.md', 'bin', 'dist', 'package.json'].toSorted(),
    )
    const names = readdirSync(join(installed, 'dist'))
    expect(names.filter((name) => !/^[\w.-]+\.js$/.test(name))).toEqual(['NOTICES.txt'])
  })

  it('brings only the embedded database and the keychain with it', () => {
    const packages = readdirSync(join(folder, 'node_modules')).filter(
      (name) => !name.startsWith('.'),
    )
    expect(packages.toSorted()).toEqual(['@electric-sql', '@napi-rs', 'jhe-mcp'])
  })

  it('runs', async () => {
    expect(await run('--version')).toMatchObject({ code: 0 })
    const { code, stdout } = await run('call', 'get_study_count', '--demo')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ count: 4 })
  })
})

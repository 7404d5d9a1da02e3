import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import { root } from '../support/source-files.js'

const run = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, [...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    shell: process.platform === 'win32',
  })

const packSchema = z.tuple([
  z.looseObject({ size: z.int(), files: z.array(z.looseObject({ path: z.string() })) }),
])
const sbomSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.looseObject({ component: z.looseObject({ name: z.string() }) }),
  components: z.array(
    z.looseObject({
      name: z.string(),
      version: z.string(),
      scope: z.string().optional(),
      hashes: z.array(z.unknown()).min(1),
      licenses: z.array(z.unknown()).min(1),
    }),
  ),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
})

const bundled = z
  .array(z.string())
  .parse(JSON.parse(readFileSync(join(root, 'dist', 'bundled.json'), 'utf8')))

describe('the published package', () => {
  it('has these files, in less than 1.5 MB', () => {
    const [{ size, files }] = packSchema.parse(
      JSON.parse(run('npm', 'pack', '--dry-run', '--json')),
    )
    const names = [
      'account',
      'base',
      'bridge',
      'call',
      'connect',
      'console',
      'database',
      'delegate',
    ]
    const more = [
      'demo',
      'demo-worker',
      'doctor',
      'issuer',
      'main',
      'picture',
      'program',
      'rolldown-runtime',
      'serve',
      'server',
      'setup',
      'store',
      'undici',
      'views',
    ]
    expect(files.map(({ path }) => path).toSorted()).toEqual(
      [
        ...['LICENSE', 'README.md', 'bin/jhe-mcp.js', 'dist/NOTICES.txt', 'package.json'],
        ...[...names, ...more].map((name) => `dist/${name}.js`),
      ].toSorted(),
    )
    expect(size).toBeLessThan(1_500_000)
  })

  it('gives notice of every package in its bundle, with the text of its licence', () => {
    const notices = readFileSync(join(root, 'dist', 'NOTICES.txt'), 'utf8')
      .split(`\n\n${'-'.repeat(72)}\n\n`)
      .slice(1)
    const named = notices.map((notice) => (notice.split('\n')[0] ?? '').replace(' ', '@'))
    expect(named.toSorted()).toEqual(bundled.toSorted())
    expect(bundled.length).toBeGreaterThan(20)
    for (const notice of notices) {
      expect(notice).toMatch(/copyright|apache license/i)
      expect(notice).toMatch(
        /permission (is hereby granted|to use)|redistribution|apache license|blue oak/i,
      )
    }
  })

  it('has a bill of materials: what it installs and what its bundle contains, no tools', () => {
    const told = run(process.execPath, join('.ci', 'sbom.js'))
    const { metadata, components, dependencies } = sbomSchema.parse(JSON.parse(told))
    expect(metadata.component.name).toBe('jhe-mcp')
    const parts = components.map(({ name, version }) => `${name}@${version}`)
    expect(bundled.filter((part) => !parts.includes(part))).toEqual([])
    const beside = parts.filter((part) => !bundled.includes(part))
    expect(
      beside.filter((part) => !/^@(electric-sql\/pglite|napi-rs\/keyring)/.test(part)),
    ).toEqual([])
    expect(
      components.filter(({ name, scope }) => name === 'pg' && scope === 'required'),
    ).toHaveLength(1)
    expect(
      dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !parts.includes(ref)),
    ).toEqual([])
  })
})

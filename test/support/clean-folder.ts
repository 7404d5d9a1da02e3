import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { expect } from 'vitest'

import { namesIfThere } from './if-there.js'

const sessionFile = 'token_cache.json'
const brake = ['brake.json', 'brake.key']
const known = [
  sessionFile,
  ...brake,
  'last-tab',
  'last-study-page',
  'audit.jsonl',
  'audit.jsonl.head',
]

const modeOf = async (path: string): Promise<string> =>
  ((await stat(path)).mode & 0o777).toString(8)

/**
 * The token folder, if there is one, holds what belongs there and nothing else: no draft, no lock; it
 * and its files are open to its owner only, and only the session file holds a secret.
 */
export async function expectCleanFolder(
  dir: string,
  secrets: readonly string[] = [],
): Promise<void> {
  const names = await namesIfThere(dir)
  if (names === undefined) return
  expect(names.filter((name) => !known.includes(name))).toEqual([])
  const contents = await Promise.all(
    names
      .filter((name) => name !== sessionFile)
      .map(async (name) => await readFile(join(dir, name), 'utf8')),
  )
  expect(secrets.filter((secret) => contents.join('\n').includes(secret))).toEqual([])
  if (process.platform === 'win32') return
  expect(await modeOf(dir)).toBe('700')
  for (const name of names) {
    const path = join(dir, name)
    expect([name, await modeOf(path), (await stat(path)).uid]).toEqual([
      name,
      '600',
      process.geteuid?.(),
    ])
  }
}

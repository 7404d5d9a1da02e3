import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { expect } from 'vitest'
import { z } from 'zod'

import { sessionsFileName } from '../../../src/connect/account/remote-session.js'
import type { RawHost } from '../clients/raw-host.js'
import type { IssuedServer } from './issued-server.js'

const recordSchema = z.record(z.string(), z.unknown())
const secretNames: readonly string[] = ['access_token', 'refresh_token']

/** Every string under one of those names, at any depth. */
const secretsIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(secretsIn)
  return Object.entries(recordSchema.safeParse(value).data ?? {}).flatMap(([name, field]) =>
    secretNames.includes(name) && typeof field === 'string' ? [field] : secretsIn(field),
  )
}

/** What a file says; nothing where it has just been removed. */
const readIfThere = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return ''
    throw thrown
  }
}

/** What is in the file of the sessions at servers elsewhere; undefined where nobody has signed in. */
const readSessions = (folder: string): string | undefined => {
  const text = readIfThere(join(folder, sessionsFileName))
  return text === '' ? undefined : text
}

export interface TokenSearch {
  readonly server: IssuedServer
  /** The home folder; sessions are in `tokens` there. */
  readonly folder: string
  readonly hosts: readonly RawHost[]
  /** What else must hold no token. */
  readonly texts?: readonly string[]
}

/**
 * No token was said or lies in a file of the home, but in that of the sessions, which belongs to the
 * person alone.
 * @returns the tokens that were looked for
 */
export const expectNoToken = ({ server, folder, hosts, texts = [] }: TokenSearch) => {
  const dir = join(folder, 'tokens')
  const sessions = readSessions(dir)
  const shown = server.shown().flatMap((authorization) => authorization.split(' ')[1] ?? [])
  const stored = sessions === undefined ? [] : secretsIn(JSON.parse(sessions))
  if (sessions !== undefined && process.platform !== 'win32')
    expect(statSync(join(dir, sessionsFileName)).mode & 0o777).toBe(0o600)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== sessionsFileName)
    .map(({ parentPath, name }) => readIfThere(join(parentPath, name)))
  const spoken = hosts.flatMap(({ lines, stderr }) => [lines.join('\n'), stderr()])
  for (const token of [...shown, ...stored])
    for (const text of [...spoken, ...files, ...texts])
      expect(text.includes(token), 'a token where none may be').toBe(false)
  return { shown, stored, files }
}

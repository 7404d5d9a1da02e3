import { spawnSync } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { buildWorker } from '../support/processes/build-worker.js'
import { createTestFolder } from '../support/worlds/stores.js'

const isThere = (program: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

const needed = ['dbus-run-session', 'gnome-keyring-daemon', 'dbus-send']
const missing = needed.filter((program) => process.platform !== 'linux' || !isThere(program))
if (missing.length > 0)
  console.warn(`SKIPPED: no real Secret Service, ${missing.join(', ')} missing`)

let workerPath = ''

const unlock = 'printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null'
const lock =
  'dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets ' +
  'org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login >/dev/null'
const worker = (step: string): string => `"$NODE" "$WORKER" ${step}`

/** Runs shell lines under a D-Bus and a home of their own. @returns what the worker printed, by line. */
const onDesktop = async (lines: readonly string[]): Promise<string[]> => {
  await using folder = await createTestFolder()
  const home = folder.path
  await mkdir(join(home, 'run'), { mode: 0o700 })
  const { stdout } = spawnSync('dbus-run-session', ['--', 'sh', '-c', lines.join('\n')], {
    encoding: 'utf8',
    timeout: 120_000,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      XDG_RUNTIME_DIR: join(home, 'run'),
      NODE: process.execPath,
      WORKER: workerPath,
      TOKEN_DIR: join(home, '.jhe_mcp'),
    },
  })
  return stdout.split('\n').filter((line) => line !== '')
}

describe.skipIf(missing.length > 0)('a real Secret Service', () => {
  beforeAll(async () => {
    workerPath = await buildWorker('keychain-worker')
  })

  afterAll(async () => {
    await rm(dirname(workerPath), { recursive: true })
  })

  it('keeps the key, opens the sealed session in another process and forgets both', async () => {
    expect(
      await onDesktop([unlock, ...['choose', 'write', 'read', 'clear', 'read'].map(worker)]),
    ).toEqual(['choose keychain', 'write keychain', 'read 10002 keychain', 'clear', 'read nobody'])
  })

  it('T-K3: a locked one is not the same as being signed out, and a sign-in falls back aloud', async () => {
    expect(
      await onDesktop([unlock, worker('write'), lock, worker('read'), worker('choose')]),
    ).toEqual([
      'write keychain',
      'CREDENTIALS_LOCKED',
      'choose file: The keychain is locked or did not answer',
    ])
  })

  it('T-K3: one without a collection to write to leads to the file store', async () => {
    expect(await onDesktop([worker('choose'), worker('write'), worker('read')])).toEqual([
      'choose file: There is no keychain here',
      'write file',
      'read 10002 file',
    ])
  })
})

/**
 * A module for `--import`: a process that waits less (what is measured in minutes takes seconds), and
 * whose name service and disk fail while a file of that name lies in a folder; a file `clock` there holds the
 * seconds that it takes to be gone.
 */
const module = (folder: string, shorter: string): string => `
import { existsSync, readFileSync, promises as disk } from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
const load = createRequire('file:///')
const shorter = (ms) => ${shorter}
const { setTimeout: wait } = globalThis
globalThis.setTimeout = Object.assign((run, ms, ...rest) => wait(run, shorter(ms), ...rest), wait)
const promised = load('node:timers/promises')
const { setTimeout: delay } = promised
promised.setTimeout = (ms, ...rest) => delay(shorter(ms), ...rest)
const names = load('node:dns/promises')
const { lookup } = names
const failure = (code) => Object.assign(new Error(code + ' canary-of-the-system'), { code })
const isOn = (name) => existsSync(${JSON.stringify(folder)} + '/' + name)
names.lookup = async (...asked) => {
  if (isOn('dns')) throw failure('ENOTFOUND')
  return await lookup(...asked)
}
const ahead = () => isOn('clock') ? Number(readFileSync(${JSON.stringify(folder)} + '/clock', 'utf8')) * 1000 : 0
const Right = Date
globalThis.Date = class extends Right {
  constructor(...parts) {
    if (parts.length === 0) super(Right.now() + ahead())
    else super(...parts)
  }
  static now() {
    return Right.now() + ahead()
  }
}
const { open, mkdir } = disk
const failing = (work) => async (path, ...rest) => {
  const isWritten = work !== open || /[wax+]/.test(String(rest[0] ?? 'r')) || (typeof rest[0] === 'number' && rest[0] % 4 !== 0)
  for (const [name, code] of [['full', 'ENOSPC'], ['read-only', 'EROFS']])
    if (isWritten && isOn(name)) throw failure(code)
  return await work(path, ...rest)
}
disk.open = failing(open)
disk.mkdir = failing(mkdir)
syncBuiltinESMExports()
`

/** What waits less: for the server, or for the person who signs in. */
const shorter = {
  network: 'ms >= 30000 ? ms / 100 : ms >= 1500 && ms <= 20000 ? ms / 20 : ms',
  person: 'ms === 25000 ? 3000 : ms',
} as const

/** @param folder where files named `dns`, `full`, `read-only` and `clock` turn faults on */
export const hastyProcess = (
  folder: string,
  waitsFor: keyof typeof shorter,
): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(module(folder, shorter[waitsFor]))}`,
})

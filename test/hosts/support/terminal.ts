import type { ChildProcess } from 'node:child_process'

import type { WatchedProcess } from '../../support/processes/watch-process.js'
import { startIn } from './run-host.js'

type Readable = ChildProcess['stdout']

/**
 * Waits for something that a program writes.
 * @param pattern its first group is what is waited for
 * @returns the group; rejects when the stream ends without it
 */
export const written = async (stream: Readable, pattern: RegExp): Promise<string> =>
  await new Promise((resolve, reject) => {
    let text = ''
    stream?.on('data', (part: unknown) => {
      text += String(part)
      const found = pattern.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    stream?.once('close', () => {
      reject(new Error(`it ended without ${String(pattern)}: ${text}`))
    })
  })

/** The address of a sign-in as a terminal shows it: what follows may be a control character. */
export const authorizeAddress = /(http:[\w.:/-]+\/authorize\?[\w%&=.~+-]+)[^\w%&=.~+-]/

/** Starts a program as a person does who reads its screen; its words have no quotation mark. */
export const startOnTerminal = async (
  home: string,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<WatchedProcess> => {
  const words = command.map((word) => `'${word}'`).join(' ')
  const terminal = ['--quiet', '--flush', '--return', '--command', words, '/dev/null']
  return await startIn(home, ['script', ...terminal], { BROWSER: 'true', TERM: 'xterm', ...env })
}

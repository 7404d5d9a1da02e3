import type { ChildProcess } from 'node:child_process'

import { ended } from './ended.js'

/** A process, what it has written so far and how it ends. */
export interface WatchedProcess {
  readonly child: ChildProcess
  /** Its exit code, once all that it wrote has been read. */
  readonly exit: Promise<number | null>
  readonly stdout: () => string
  readonly stderr: () => string
  /** The first line of stderr that fits. */
  readonly said: (pattern: RegExp) => Promise<string>
}

/** Collects what a process writes. */
export const watch = (child: ChildProcess): WatchedProcess => {
  let stdout = ''
  let stderr = ''
  const waiting: (() => void)[] = []
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    stdout += part
  })
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    stderr += part
    waiting.forEach((look) => {
      look()
    })
  })
  const exit = ended(child).then(([code]) => code)
  const said = async (pattern: RegExp): Promise<string> =>
    await new Promise((resolve, reject) => {
      const look = (): void => {
        const line = stderr
          .split('\n')
          .slice(0, -1)
          .find((given) => pattern.test(given))
        if (line !== undefined) resolve(line)
      }
      waiting.push(look)
      look()
      void exit.then(() => {
        reject(new Error(`it ended without saying ${String(pattern)}: ${stderr}`))
      })
    })
  return { child, exit, stdout: () => stdout, stderr: () => stderr, said }
}

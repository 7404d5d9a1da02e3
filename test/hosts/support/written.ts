import type { ChildProcess } from 'node:child_process'

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

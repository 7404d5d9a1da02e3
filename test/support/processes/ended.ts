import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds for what comes after the exit, where a process that it started holds its output open. */
const restMs = 2_000

/**
 * Resolves when a process has ended and all that it wrote has been read: that it ended may be told
 * before the last of its output comes.
 * @returns exit code and signal
 * @throws what the process could not be started for
 */
export async function ended(
  child: ChildProcess,
): Promise<readonly [number | null, NodeJS.Signals | null]> {
  const waiting = new AbortController()
  const allRead = once(child, 'close', { signal: waiting.signal }).catch(() => undefined)
  await once(child, 'exit')
  const { signal } = waiting
  const restOver = sleep(restMs, undefined, { signal, ref: false }).catch(() => undefined)
  await Promise.race([allRead, restOver])
  waiting.abort()
  return [child.exitCode, child.signalCode]
}

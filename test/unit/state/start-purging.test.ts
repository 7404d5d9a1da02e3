import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { createLog } from '../../../src/log.js'
import { startPurging } from '../../../src/state/start-purging.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('purges every ten minutes, goes on after a failure, and ends', async () => {
  const lines: string[] = []
  let purges = 0
  const purge = async (): Promise<void> => {
    purges += 1
    await Promise.resolve()
    if (purges === 1) throw new Error('canary')
  }
  const stop = startPurging(
    { purge },
    createLog('debug', (line) => lines.push(line)),
  )
  await vi.advanceTimersByTimeAsync(599_000)
  expect(purges).toBe(0)
  await vi.advanceTimersByTimeAsync(1_201_000)
  expect(purges).toBe(3)
  expect(lines.join()).toContain('failed')
  expect(lines.join()).not.toContain('canary')
  stop()
  await vi.advanceTimersByTimeAsync(6_000_000)
  expect(purges).toBe(3)
})

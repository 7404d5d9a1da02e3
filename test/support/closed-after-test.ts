import { onTestFinished } from 'vitest'

/** What a test opened: closed after it, also where it failed; the last first. @returns the same */
export function closedAfterTest<T extends { close(): Promise<void> }>(part: T): T {
  onTestFinished(async () => {
    await part.close()
  })
  return part
}

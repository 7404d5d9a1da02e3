import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const homes: string[] = []

/**
 * An empty home folder for one program, until the tests of the file are over. A home that others share
 * has what they saw of servers, by address, and ports of servers come again.
 */
export function ownHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'jhe-mcp-home-'))
  homes.push(home)
  return home
}

/** Takes away all that `ownHome` made. */
export async function removeHomes(): Promise<void> {
  const options = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 } as const
  for (const home of homes.splice(0)) await rm(home, options)
}

import { spawn } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { vi } from 'vitest'

import { bin } from '../clients/mcp-clients.js'
import { linesIfThere } from '../if-there.js'
import { watch, type WatchedProcess } from './watch-process.js'

/** Starts the built command line with nothing in its environment but what is given. */
export const startBin = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  program = bin,
): WatchedProcess =>
  watch(
    spawn(process.execPath, [program, ...args], {
      env: { ...env, PATH: process.env['PATH'] },
      stdio: ['pipe', 'pipe', 'pipe'],
    }),
  )

/** A `$BROWSER` that notes what it is called with. */
export interface BrowserStub {
  readonly path: string
  /** The arguments of each call, with blanks between. */
  readonly tabs: () => Promise<readonly string[]>
  /** The arguments of one call, counted from 1, once it was made: a moment after it was started. */
  readonly tab: (nth: number) => Promise<string>
}

export async function createBrowserStub(folder: string): Promise<BrowserStub> {
  const log = join(folder, 'tabs')
  const path = join(folder, 'browser')
  await writeFile(path, `#!/bin/sh\nprintf '%s\\n' "$*" >> "${log}"\n`)
  await chmod(path, 0o755)
  const tabs = async () => await linesIfThere(log)
  return {
    path,
    tabs,
    tab: async (nth) =>
      await vi.waitFor(async () => {
        const found = (await tabs())[nth - 1]
        if (found === undefined) throw new Error(`the browser was not called ${nth} times`)
        return found
      }, 30_000),
  }
}

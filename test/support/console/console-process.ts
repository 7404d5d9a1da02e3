import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { bin } from '../clients/mcp-clients.js'
import { watch, type WatchedProcess } from '../processes/watch-process.js'

/** A `jhe-mcp console` of its own home. */
export interface ConsoleProcess {
  /** With its code. */
  readonly address: string
  readonly process: WatchedProcess
  close(): Promise<void>
}

type Env = Readonly<Record<string, string>>

/**
 * Starts the built program.
 * @param args beside `console --no-browser`
 * @param env its settings; a home of its own unless one is among them
 */
export async function startConsoleProcess(
  args: readonly string[],
  env: Env = {},
): Promise<ConsoleProcess> {
  const home = mkdtempSync(join(tmpdir(), 'jhe-mcp-console-'))
  const process_ = watch(
    spawn(process.execPath, [bin, 'console', '--no-browser', ...args], {
      env: { HOME: home, USERPROFILE: home, PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  const close = async (): Promise<void> => {
    process_.child.kill('SIGINT')
    await process_.exit
    rmSync(home, { recursive: true, force: true })
  }
  try {
    const line = await process_.said(/^The console is at http\S+/)
    return { address: /http\S+/.exec(line)?.[0] ?? '', process: process_, close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

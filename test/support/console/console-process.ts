import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { watch, type WatchedProcess } from '../processes/watch-process.js'

/** A `jhe-mcp console` of its own home. */
export interface ConsoleProcess {
  /** With its code. */
  readonly address: string
  readonly process: WatchedProcess
  close(): Promise<void>
}

/** Starts the built program. @param args beside `console --no-browser` */
export async function startConsoleProcess(args: readonly string[]): Promise<ConsoleProcess> {
  const home = mkdtempSync(join(tmpdir(), 'jhe-mcp-console-'))
  const process_ = watch(
    spawn(process.execPath, ['bin/jhe-mcp.js', 'console', '--no-browser', ...args], {
      env: { HOME: home, USERPROFILE: home, PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  const line = await process_.said(/^The console is at http\S+/)
  return {
    address: /http\S+/.exec(line)?.[0] ?? '',
    process: process_,
    close: async () => {
      process_.child.kill('SIGINT')
      await process_.exit
      rmSync(home, { recursive: true, force: true })
    },
  }
}

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { WatchedProcess } from '../../support/processes/watch-process.js'
import { programs } from './installed.js'
import { startIn } from './run-host.js'
import { authorizeAddress, startOnTerminal, written } from './terminal.js'

/** A sign-in that waits for its person. */
export interface Login extends WatchedProcess {
  /** What the person is to open. */
  readonly address: string
}

/** Claude Code's commands about servers, in a home folder. */
export interface ClaudeCode {
  /** Its answer, once it has ended well. */
  mcp(...args: readonly string[]): Promise<string>
  /** Begins to sign in at the server `jhe`, as on a terminal, without which it does not. */
  login(): Promise<Login>
}

export async function createClaudeCode(home: string): Promise<ClaudeCode> {
  await writeFile(join(home, '.claude.json'), '{ "hasCompletedOnboarding": true }\n')
  return {
    mcp: async (...args) => {
      const run = await startIn(home, [programs.claude, 'mcp', ...args])
      if ((await run.exit) !== 0) throw new Error(run.stdout() + run.stderr())
      return run.stdout()
    },
    login: async () => {
      const run = await startOnTerminal(home, [programs.claude, 'mcp', 'login', 'jhe'])
      return { ...run, address: await written(run.child.stdout, authorizeAddress) }
    },
  }
}

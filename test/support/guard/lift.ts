import { PassThrough } from 'node:stream'

import { brakeCommand } from '../../../src/cli/brake.js'
import { loadConfig } from '../../../src/config.js'
import { testCommand } from '../worlds/runtime.js'

/** A terminal that somebody sits at. */
export const terminal = (): PassThrough & { readonly isTTY: true } =>
  Object.assign(new PassThrough(), { isTTY: true } as const)

/**
 * `jhe-mcp brake` of somebody at a terminal with these settings.
 * @returns the exit code and what was written
 */
export async function brakeOnTerminal(
  env: Readonly<Record<string, string>>,
  options: { readonly lift: boolean },
): Promise<{ readonly code: number; readonly stdout: string }> {
  const home = env['HOME'] ?? ''
  const command = testCommand({ env, home, stdin: terminal() })
  const config = loadConfig({ flags: {}, env, home })
  const code = await brakeCommand({ ...command, config }, options)
  return { code, stdout: command.stdout() }
}

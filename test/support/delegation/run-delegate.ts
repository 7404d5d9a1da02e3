import { startBin } from '../processes/spawn-bin.js'

/** What a command line wrote and how it ended. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built command line to its end. */
export const runBin = async (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ran> => {
  const process = startBin(args, env)
  const code = await process.exit
  return { code, stdout: process.stdout(), stderr: process.stderr() }
}

/** A token of `jhe-mcp delegate`, and its id. @throws Error with what it said instead */
export const delegateAs = async (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly token: string; readonly id: string }> => {
  const { code, stdout, stderr } = await runBin(['delegate', '--to', 'summary-agent', ...args], env)
  if (code !== 0) throw new Error(stderr)
  return { token: stdout.trim(), id: /Delegation ([\w-]+) to/.exec(stderr)?.[1] ?? '' }
}

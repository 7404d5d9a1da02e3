import { PassThrough } from 'node:stream'

import type { CommandContext, Runtime } from '../../../src/app/runtime.js'
import { loadConfig, settingSources } from '../../../src/config.js'
import { createLog } from '../../../src/log.js'
import { root } from '../source-files.js'
import { testMachine } from './stores.js'
import { delegations } from '../../../src/app/delegation/delegations.js'
import { noPolicy } from './no-policy.js'

/** A command as `main.ts` makes it, whose output is kept. */
export interface TestCommand extends CommandContext {
  readonly stdout: () => string
  readonly stderr: () => string
}

const collect = (columns: number | undefined) => {
  let text = ''
  const write = (part: string): void => {
    text += part
  }
  return { output: { write, columns }, text: () => text }
}

/** @param columns width of the terminal; undefined for a pipe */
export function testCommand(
  change: Partial<Runtime>,
  { columns }: { readonly columns?: number } = {},
): TestCommand {
  const [out, errors] = [collect(columns), collect(columns)]
  const runtime: Runtime = {
    argv: [],
    env: {},
    home: '/nonexistent',
    version: '0.0.0',
    machine: testMachine,
    execPath: process.execPath,
    nodeVersion: process.versions.node,
    folder: '/nonexistent',
    packageFolder: root,
    policy: noPolicy,
    delegations,
    fetch: async () => await Promise.reject(new Error('nothing is fetched here')),
    stdin: new PassThrough(),
    stdout: out.output,
    stderr: errors.output,
    now: () => new Date(),
    interrupted: new AbortController().signal,
    becomeService: () => undefined,
    ...change,
  }
  const { env, home } = runtime
  return {
    runtime,
    config: loadConfig({ flags: {}, env, home }),
    sources: settingSources({ flags: {}, env }),
    log: createLog('error', errors.output.write),
    stdout: out.text,
    stderr: errors.text,
  }
}

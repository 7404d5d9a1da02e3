import { Console } from 'node:console'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { homedir, hostname } from 'node:os'
import { fileURLToPath } from 'node:url'

import { endProcess, leave } from './app/end-process.js'
import { policyPlaceOn } from './app/grant/policy-place.js'
import { isElsewhere, type Output, type Runtime } from './app/runtime.js'
import { exitCodes, toJheError } from './errors.js'

const outputTo = (stream: NodeJS.WriteStream): Output => ({
  write: (text) => {
    stream.write(text)
  },
  get columns() {
    return stream.isTTY ? stream.columns : undefined
  },
  drained: () => (stream.writableNeedDrain ? once(stream, 'drain') : undefined),
})

const versionOf = (packageFile: URL): string => {
  const parsed: unknown = JSON.parse(readFileSync(packageFile, 'utf8'))
  const version: unknown =
    typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'version') : undefined
  return typeof version === 'string' ? version : '0.0.0'
}

/** Keeps stdout for the protocol or the command's answer. */
const divertConsole = (): void => {
  Object.assign(console, new Console(process.stderr))
}

/**
 * Ends a server whose host died without closing stdin: its parent is then another process.
 * @returns a function that stops watching
 */
const watchParent = (gone: () => void): (() => void) => {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid !== parent) gone()
  }, 3_000).unref()
  return () => {
    clearInterval(timer)
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return thrown instanceof Error && Reflect.get(thrown, 'code') === 'EPERM'
  }
}

const createRuntime = (
  interrupted: AbortSignal,
  { policy, delegations, becomeService }: Pick<Runtime, 'policy' | 'delegations' | 'becomeService'>,
): Runtime => ({
  argv: process.argv.slice(2),
  env: process.env,
  home: homedir(),
  version: versionOf(new URL('../package.json', import.meta.url)),
  machine: {
    platform: process.platform,
    pid: process.pid,
    uid: process.geteuid?.(),
    hostname: hostname(),
    isAlive,
  },
  execPath: process.execPath,
  nodeVersion: process.versions.node,
  folder: process.cwd(),
  packageFolder: fileURLToPath(new URL('..', import.meta.url)),
  policy,
  delegations,
  fetch: async (url, { body, ...init }) => await fetch(url, { ...init, body: body ?? null }),
  stdin: process.stdin,
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  now: () => new Date(),
  interrupted,
  becomeService,
})

/** Only a process that is held to a delegation loads what reads one. */
const loadDelegations = async ({ JHE_GRANT: token = '' }: NodeJS.ProcessEnv) =>
  token === '' ? undefined : (await import('./app/delegation/delegations.js')).delegations

/** Milliseconds after a signal until the process is ended even if work hangs. */
const lastMs = 1_700

/** Hosts start the server without a subcommand; the command line is parsed only where there is one. */
const run = async (runtime: Runtime): Promise<number> => {
  if (runtime.argv.length > 0) return await (await import('./cli/program.js')).runProgram(runtime)
  if (isElsewhere(runtime))
    return await (await import('./cli/connect/start-connect.js')).startConnect(runtime)
  return await (await import('./cli/start-server.js')).startServer(runtime)
}

/** Composition root: the only code that reads `process`. */
export async function main(): Promise<void> {
  divertConsole()
  const interruption = new AbortController()
  let limitMs = lastMs
  const interrupt = () => {
    interruption.abort()
    setTimeout(() => void leave(process, 130), limitMs).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupt)
  process.stdout.on('error', interrupt)
  const forgetParent = watchParent(interrupt)
  const runtime = createRuntime(interruption.signal, {
    policy: await policyPlaceOn(process.platform, process.env),
    delegations: await loadDelegations(process.env),
    becomeService: (endsWithinMs) => {
      forgetParent()
      limitMs = endsWithinMs
    },
  })
  try {
    await endProcess(process, await run(runtime))
  } catch (thrown) {
    const { code, message, hint } = toJheError(thrown)
    const words = (await import('./app/command-rewriter.js')).commandRewriterOf(runtime)
    process.stderr.write(words(`${code}: ${message}\n${hint}\n`))
    await endProcess(process, interruption.signal.aborted ? 130 : exitCodes[code])
  }
}

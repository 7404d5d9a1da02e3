import { loadConfig, settings, settingSources, type Config } from '../config.js'
import type { ConfigSources } from '../settings.js'
import { JheError } from '../errors.js'
import { createLog } from '../log.js'
import { commandRewriterOf } from './command-rewriter.js'
import type { CommandContext, Runtime } from './runtime.js'

type Flags = Readonly<Record<string, unknown>>

const contextOf = (runtime: Runtime, flags: Flags, config: Config): CommandContext => {
  const rewriteCommands = commandRewriterOf(runtime)
  const log = createLog(config.logLevel, (line) => {
    runtime.stderr.write(`${rewriteCommands(line)}\n`)
  })
  return { config, sources: settingSources({ flags, env: runtime.env }), runtime, log }
}

/**
 * The context of a command: settings, process and log.
 * @param flags settings of the command line by name
 * @throws JheError CONFIG_INVALID
 */
export function createCommandContext(runtime: Runtime, flags: Flags): CommandContext {
  const { env, home } = runtime
  return contextOf(runtime, flags, loadConfig({ flags, env, home }))
}

/** The sources reduced to the given settings. */
const only = ({ flags, env, home }: ConfigSources, rows: typeof settings): ConfigSources => ({
  flags: Object.fromEntries(rows.map(({ name }) => [name, flags[name]])),
  env: Object.fromEntries(rows.map(({ env: variable }) => [variable, env[variable]])),
  home,
})

const isRight = (sources: ConfigSources): boolean => {
  try {
    loadConfig(sources)
    return true
  } catch {
    return false
  }
}

/** The context of a server command. */
export interface ServerCommandContext {
  readonly command: CommandContext
  /** CONFIG_INVALID, when a setting is wrong; the command then has its default. */
  readonly problem: JheError | undefined
}

/**
 * The context of a server command. A wrong setting does not prevent the handshake, since hosts show
 * the error of a call but rarely the stderr of a process that exited.
 * @param flags settings of the command line by name
 */
export function createServerCommandContext(runtime: Runtime, flags: Flags): ServerCommandContext {
  const { env, home } = runtime
  const sources = { flags, env, home }
  try {
    return { command: createCommandContext(runtime, flags), problem: undefined }
  } catch (thrown) {
    if (!(thrown instanceof JheError)) throw thrown
    const right = settings.filter((row) => isRight(only(sources, [row])))
    const command = contextOf(runtime, flags, loadConfig(only(sources, right)))
    command.log.error(`${thrown.code}: ${thrown.message} ${thrown.hint}`)
    return { command, problem: thrown }
  }
}

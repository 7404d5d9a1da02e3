import type { Command as Program } from 'commander'

import type { ServerCommandContext } from '../../app/command-context.js'
import type { CommandContext, Runtime } from '../../app/runtime.js'

/** Runs the actions of commands; the exit code that an action returns becomes that of the process. */
export interface CommandRunner {
  /** Runs a command for its output. A wrong setting ends it with CONFIG_INVALID. */
  readonly run: (action: (command: CommandContext) => Promise<number>) => Promise<void>
  /** Runs a command that a host starts: a wrong setting does not end the process. */
  readonly serve: (action: (server: ServerCommandContext) => Promise<number>) => Promise<void>
  /** Runs a command that reads the settings itself. */
  readonly runBare: (action: (bare: BareContext) => Promise<number>) => Promise<void>
}

/** What a command has before its settings are read. */
export interface BareContext {
  readonly runtime: Runtime
  /** Settings of the command line by name, not yet checked. */
  readonly flags: Readonly<Record<string, unknown>>
}

/** Adds the commands of one subject to the program, each with its flags. */
export type CommandGroup = (program: Program, runner: CommandRunner) => void

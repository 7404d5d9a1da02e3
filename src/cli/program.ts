import { Command as Program, CommanderError, Option } from 'commander'

import { settings } from '../config.js'
import { flagOf } from '../settings.js'
import { JheError } from '../errors.js'
import { createCommandContext, createServerCommandContext } from '../app/command-context.js'
import { isElsewhere, type Runtime } from '../app/runtime.js'
import { addAuditCommands } from './commands/audit.js'
import type { BareContext, CommandGroup, CommandRunner } from './commands/command-group.js'
import { addBrakeCommand } from './commands/brake.js'
import { addConnectCommand } from './commands/connect.js'
import { addConsoleCommand } from './commands/console.js'
import { addDelegateCommand } from './commands/delegate.js'
import { addDemoCommand } from './commands/demo.js'
import { addDeployCommand } from './commands/deploy.js'
import { addDoctorCommand } from './commands/doctor.js'
import { addGrantCommands } from './commands/grants.js'
import { addServeCommand } from './commands/serve.js'
import { addSessionCommands } from './commands/session.js'
import { addSetupCommand } from './commands/setup.js'
import { addSqlCommand } from './commands/sql.js'
import { addToolCommands } from './commands/tools.js'
import { settingsHelp } from './settings-help.js'

/** The commands in the order of the help. */
const groups: readonly CommandGroup[] = [
  addSessionCommands,
  addDemoCommand,
  addToolCommands,
  addSqlCommand,
  addAuditCommands,
  addBrakeCommand,
  addDoctorCommand,
  addSetupCommand,
  addDelegateCommand,
  addConnectCommand,
  addConsoleCommand,
  addServeCommand,
  addGrantCommands,
  addDeployCommand,
]

const withSettings = (program: Program): void => {
  for (const { name, flag, help } of settings) {
    if (flag === undefined) continue
    program.addOption(new Option(`${flagOf(name)} <${flag}>`, help).hideHelp())
  }
  program.addHelpText('after', () => `\n${settingsHelp()}`)
}

const refuseUnknown = ([name]: readonly string[]): void => {
  if (name === undefined) return
  throw new JheError(
    'INPUT_INVALID',
    `There is no command ${JSON.stringify(name.slice(0, 40))}.`,
    '`jhe-mcp --help` lists the commands.',
  )
}

const emptyProgram = ({ version, stdout, stderr }: Runtime): Program =>
  new Program('jhe-mcp')
    .description(
      'Ask your LLM host about your health studies in JupyterHealth Exchange.\nWithout a command it serves MCP on stdin and stdout; your host starts it.',
    )
    .version(version)
    .exitOverride()
    .allowExcessArguments(true)
    .configureHelp({ helpWidth: 100 })
    .configureOutput({
      writeOut: (text) => {
        stdout.write(text)
      },
      writeErr: (text) => {
        stderr.write(text)
      },
    })

/** @param bare asked for when a command runs: flags are known only after the line is parsed */
const createRunner = (bare: () => BareContext, end: (code: number) => void): CommandRunner => ({
  run: async (action) => {
    const { runtime, flags } = bare()
    const command = createCommandContext(runtime, flags)
    try {
      end(await action(command))
    } catch (thrown) {
      command.log.failure(thrown)
      throw thrown
    }
  },
  serve: async (action) => {
    const { runtime, flags } = bare()
    end(await action(createServerCommandContext(runtime, flags)))
  },
  runBare: async (action) => {
    end(await action(bare()))
  },
})

/** Words that a command does not know are an error; one with commands of its own says which is missing. */
const refuseExcess = ({ commands }: Program): void => {
  for (const command of commands) {
    command.allowExcessArguments(command.commands.length > 0)
    refuseExcess(command)
  }
}

const createProgram = (runtime: Runtime, end: (code: number) => void): Program => {
  const program = emptyProgram(runtime)
  const runner = createRunner(() => ({ runtime, flags: program.opts() }), end)
  withSettings(program)
  program.action(async () => {
    refuseUnknown(program.args)
    await runner.runBare(async ({ flags }) => {
      if (isElsewhere(runtime)) {
        const { startConnect } = await import('./connect/start-connect.js')
        return await startConnect(runtime, flags)
      }
      const { startServer } = await import('./start-server.js')
      return await startServer(runtime, flags)
    })
  })
  for (const add of groups) add(program, runner)
  refuseExcess(program)
  return program
}

/**
 * Runs one command line.
 * @returns the exit code
 * @throws JheError what the command failed with
 */
export async function runProgram(runtime: Runtime): Promise<number> {
  let exitCode = 0
  const program = createProgram(runtime, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync([...runtime.argv], { from: 'user' })
    return exitCode
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2
    throw thrown
  }
}

import { Command as Program, CommanderError, Option } from 'commander'

import { settings } from '../config.js'
import { flagOf } from '../settings.js'
import { JheError } from '../errors.js'
import {
  createCommandContext,
  createServerCommandContext,
  type ServerCommandContext,
} from '../app/command-context.js'
import type { DoctorFlags } from '../doctor/doctor-command.js'
import type { CommandContext, Runtime } from '../app/runtime.js'
import { settingsHelp } from './settings-help.js'
import type { SetupFlags } from '../setup/setup-command.js'
import type { SqlFlags } from './sql-command.js'

interface DemoFlags {
  readonly as?: string
  readonly stdio?: boolean
  readonly signIn?: boolean
}

interface CallFlags {
  readonly as?: string
  readonly arg: string[]
  readonly json?: string
  readonly demo?: boolean
}

const collect = (text: string, before: string[]): string[] => [...before, text]

const withSettings = (program: Program): void => {
  for (const { name, flag, help } of settings) {
    if (flag === undefined) continue
    program.addOption(new Option(`${flagOf(name)} <${flag}>`, help).hideHelp())
  }
  program.addHelpText('after', () => `\n${settingsHelp()}`)
}

const asPerson = (): Option => new Option('--as <name>', 'who of the demo to be')

const addDataCommands = (program: Program, { run, serve }: Runs): void => {
  program
    .command('demo')
    .description('try everything on invented people: no account, no server')
    .addOption(asPerson())
    .option('--stdio', 'serve MCP to a host instead of showing the tour')
    .addOption(
      new Option('--sign-in', 'sign in on a page first, as with a real JHE').conflicts('as'),
    )
    .action(async (flags: DemoFlags) => {
      const { demoCommand, demoServer } = await import('./demo.js')
      await (flags.stdio === true
        ? serve(async (server) => await demoServer(server, flags))
        : run(async (command) => await demoCommand(command, flags)))
    })
  program
    .command('tools')
    .description('list the tools')
    .action(async () => {
      await run(async (command) => {
        const { listTools } = await import('./call.js')
        listTools(command)
        return 0
      })
    })
  program
    .command('call <tool>')
    .description('call a tool from the terminal')
    .option('--arg <name=value>', 'one argument; repeat for more', collect, [])
    .option('--json <object>', 'all arguments as one JSON object')
    .option('--demo', 'ask the demo world')
    .addOption(asPerson())
    .action(async (tool: string, flags: CallFlags) => {
      await run(async (command) => {
        const { callCommand } = await import('./call.js')
        return await callCommand(command, tool, flags)
      })
    })
  program
    .command('sql')
    .description('print every SQL text that the program may send')
    .option('--role <name>', 'print the script for a role that can do nothing else')
    .option('--rls', 'with --role: row-level security for the members of the role')
    .option('--indexes', 'print the script for indexes that keep questions fast')
    .option('--partitions', 'print the script for partitions, for a copy of the database')
    .action(async (flags: SqlFlags) => {
      await run(async ({ runtime }) => {
        runtime.stdout.write((await import('./sql-command.js')).sqlCommand(flags))
        return 0
      })
    })
}

const addAuditCommands = (program: Program, run: Run): void => {
  const audit = program
    .command('audit')
    .description('check the audit trail (audit verify), or show it (audit show)')
    .action(() => {
      throw new JheError(
        'INPUT_INVALID',
        'audit needs to know what to do.',
        'Write `jhe-mcp audit verify` or `jhe-mcp audit show`.',
      )
    })
  audit
    .command('verify')
    .description('find a line that was changed, removed or swapped')
    .option('--from <number-and-hash...>', 'of a line that you kept elsewhere')
    .action(async ({ from }: { from?: string[] }) => {
      await run(async (command) => await (await import('./audit.js')).auditVerify(command, from))
    })
  audit
    .command('show')
    .description('a table on a terminal, JSON lines in a pipe')
    .option('--fhir', 'as FHIR R5 AuditEvents, one a line')
    .option('--since <date>', 'from this date or time on')
    .action(async (flags: { fhir?: boolean; since?: string }) => {
      await run(async (command) => await (await import('./audit.js')).auditShow(command, flags))
    })
  for (const command of audit.commands) command.allowExcessArguments(false)
}

interface LoginFlags {
  readonly browser: boolean
  readonly timeout: string
  readonly force?: boolean
  readonly switch?: boolean
}

const seconds = (text: string): number => {
  const value = /^\d+$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= 3600) return value
  throw new JheError(
    'INPUT_INVALID',
    '--timeout is not a number of seconds from 1 to 3600.',
    'Write it like --timeout 300',
  )
}

const addSessionCommands = (program: Program, run: Run): void => {
  program
    .command('login')
    .description('sign in at JHE in your browser')
    .option('--no-browser', 'print the address only; takes the pasted redirect address')
    .option('--timeout <s>', 'seconds to wait', '300')
    .option('--switch', 'sign in as somebody else: JHE asks who you are')
    .option('--force', 'the same, where it is for another reason')
    .action(async ({ browser, timeout, ...again }: LoginFlags) => {
      const force = again.force === true || again.switch === true
      await run(async (command) => {
        const { loginCommand, withAccount } = await import('./session-commands.js')
        const how = { browser, timeout: seconds(timeout), force }
        return await withAccount(
          command,
          async (account) => await loginCommand(command, how, account),
        )
      })
    })
  program
    .command('logout')
    .description('revoke the session at JHE and forget it here')
    .action(async () => {
      await run(async (command) => {
        const { logoutCommand, withAccount } = await import('./session-commands.js')
        return await withAccount(
          command,
          async (account, audit) => await logoutCommand(command, account, audit),
        )
      })
    })
  program
    .command('whoami')
    .description('who is signed in, and what they may see')
    .option('--json', 'as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      await run(async (command) => {
        const { whoamiCommand } = await import('./session-commands.js')
        return await whoamiCommand(command, { json })
      })
    })
}

const addDoctor = (program: Program, runtime: Runtime, done: (code: number) => void): void => {
  program
    .command('doctor')
    .description('find out why something does not work')
    .option('--json', 'as JSON; --schema prints its JSON Schema')
    .option('--verbose', 'every check, with hosts and account')
    .option('--offline', 'only what needs no network')
    .option('--check <id|group...>', 'only these, and what they need')
    .option('--list', 'list the checks')
    .option('--strict', 'warnings fail too')
    .option('--fix', 'repair file modes and leftovers')
    .option('--timeout <s>', 'seconds for one check [5]', seconds)
    .addOption(new Option('--schema').hideHelp())
    .action(async (flags: DoctorFlags) => {
      const { doctorCommand } = await import('../doctor/doctor-command.js')
      done(await doctorCommand(runtime, flags, { settings: program.opts() }))
    })
}

const addSetup = (program: Program, run: Run): void => {
  program
    .command('setup [host]')
    .description("write it into a host's configuration; without one, list the hosts")
    .option('--print [format]', 'show what would be written; json, toml or yaml for any other host')
    .option('--remove', 'take it out again')
    .option('--demo', 'the demo world, which needs no settings')
    .option('--name <name>', 'name of the server in the host')
    .option('--file <path>', "the host's file, where it is not the usual one")
    .option('--allow-readable', 'even if others can read the password there')
    .action(async (host: string | undefined, flags: SetupFlags) => {
      await run(async (command) => {
        const { setupCommand } = await import('../setup/setup-command.js')
        return await setupCommand(command, host, program.opts(), flags)
      })
    })
}

type Run = (action: (command: CommandContext) => Promise<number>) => Promise<void>

interface Runs {
  readonly run: Run
  /** For commands that a host starts: a wrong setting does not end the process. */
  readonly serve: (action: (server: ServerCommandContext) => Promise<number>) => Promise<void>
}

const refuseUnknown = ([name]: readonly string[]): void => {
  if (name === undefined) return
  throw new JheError(
    'INPUT_INVALID',
    `There is no command ${JSON.stringify(name.slice(0, 40))}.`,
    '`jhe-mcp --help` lists the commands.',
  )
}

const createProgram = (runtime: Runtime, done: (code: number) => void): Program => {
  const program = new Program('jhe-mcp')
    .description(
      'Ask your LLM host about your health studies in JupyterHealth Exchange.\nWithout a command it serves MCP on stdin and stdout; your host starts it.',
    )
    .version(runtime.version)
    .exitOverride()
    .allowExcessArguments(true)
    .configureHelp({ helpWidth: 100 })
    .configureOutput({
      writeOut: (text) => {
        runtime.stdout.write(text)
      },
      writeErr: (text) => {
        runtime.stderr.write(text)
      },
    })
  const run: Run = async (action) => {
    const command = createCommandContext(runtime, program.opts())
    try {
      done(await action(command))
    } catch (thrown) {
      command.log.failure(thrown)
      throw thrown
    }
  }
  const serve: Runs['serve'] = async (action) => {
    done(await action(createServerCommandContext(runtime, program.opts())))
  }
  withSettings(program)
  program.action(async () => {
    refuseUnknown(program.args)
    const { startServer } = await import('./start-server.js')
    done(await startServer(runtime, program.opts()))
  })
  addSessionCommands(program, run)
  addDataCommands(program, { run, serve })
  addAuditCommands(program, run)
  addDoctor(program, runtime, done)
  addSetup(program, run)
  // a command with subcommands reports itself which one is missing
  for (const command of program.commands) command.allowExcessArguments(command.commands.length > 0)
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

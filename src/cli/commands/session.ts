import type { CommandGroup } from './command-group.js'
import { parseSeconds } from './parse-seconds.js'

interface LoginFlags {
  readonly browser: boolean
  readonly timeout: string
  readonly force?: boolean
  readonly switch?: boolean
}

const addLogin: CommandGroup = (program, { run }) => {
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
        const { loginCommand, withAccount } = await import('../session-commands.js')
        const how = { browser, timeout: parseSeconds(timeout), force }
        return await withAccount(
          command,
          async (account) => await loginCommand(command, how, account),
        )
      })
    })
}

/** `login`, `logout` and `whoami`: the session of the person at this computer. */
export const addSessionCommands: CommandGroup = (program, runner) => {
  const { run } = runner
  addLogin(program, runner)
  program
    .command('logout')
    .description('revoke the session at JHE and forget it here')
    .action(async () => {
      await run(async (command) => {
        const { logoutCommand, withAccount } = await import('../session-commands.js')
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
        const { whoamiCommand } = await import('../session-commands.js')
        return await whoamiCommand(command, { json })
      })
    })
}

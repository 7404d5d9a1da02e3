import type { CommandGroup } from './command-group.js'
import { parseSeconds } from './parse-seconds.js'
import { runEither } from './run-either.js'
import { addServerOptions, type ServerFlags } from './server-options.js'

interface LoginFlags {
  readonly browser: boolean
  readonly timeout: string
  readonly force?: boolean
  readonly switch?: boolean
}

const serverArgument = ['[url]', 'a server elsewhere; the same as --url'] as const

const addLogin: CommandGroup = (program, runner) => {
  const login = program
    .command('login')
    .description('sign in at JHE, or at a server elsewhere, in your browser')
    .argument(...serverArgument)
    .option('--no-browser', 'print the address only; takes the pasted redirect address')
    .option('--timeout <s>', 'seconds to wait', '300')
    .option('--switch', 'sign in as somebody else: JHE asks who you are')
    .option('--force', 'the same, where it is for another reason')
  addServerOptions(login).action(
    async (url: string | undefined, { browser, timeout, ...again }: LoginFlags & ServerFlags) => {
      const force = again.force === true || again.switch === true
      const how = { browser, timeout: parseSeconds(timeout), force }
      await runEither(runner, url === undefined ? again : { ...again, url }, {
        local: async (command) => {
          const { loginCommand, withAccount } = await import('../session-commands.js')
          return await withAccount(
            command,
            async (account) => await loginCommand(command, how, account),
          )
        },
        remote: async (command) => {
          const { remoteLogin } = await import('../connect/remote-login.js')
          return await remoteLogin(command, how)
        },
      })
    },
  )
}

const addLogout: CommandGroup = (program, runner) => {
  const logout = program
    .command('logout')
    .description('revoke the session at JHE, or at a server elsewhere, and forget it here')
    .argument(...serverArgument)
  addServerOptions(logout).action(async (url: string | undefined, flags: ServerFlags) => {
    await runEither(runner, url === undefined ? flags : { ...flags, url }, {
      local: async (command) => {
        const { logoutCommand, withAccount } = await import('../session-commands.js')
        return await withAccount(
          command,
          async (account, audit, held) => await logoutCommand(held, account, audit),
        )
      },
      remote: async (command) => {
        const { remoteLogout } = await import('../connect/remote-logout.js')
        return await remoteLogout(command)
      },
    })
  })
}

/** `login`, `logout` and `whoami`: the session of the person at this computer. */
export const addSessionCommands: CommandGroup = (program, runner) => {
  addLogin(program, runner)
  addLogout(program, runner)
  const whoami = program
    .command('whoami')
    .description('who is signed in, and what they may see')
    .argument(...serverArgument)
    .option('--json', 'as JSON')
  addServerOptions(whoami).action(
    async (url: string | undefined, flags: ServerFlags & { json?: boolean }) => {
      const { json = false } = flags
      await runEither(runner, url === undefined ? flags : { ...flags, url }, {
        local: async (command) => {
          const { whoamiCommand } = await import('../session-commands.js')
          return await whoamiCommand(command, { json })
        },
        remote: async (command) => {
          const { remoteWhoami } = await import('../connect/remote-whoami.js')
          return await remoteWhoami(command, { json })
        },
      })
    },
  )
}

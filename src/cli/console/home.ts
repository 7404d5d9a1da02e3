import type { CommandContext } from '../../app/runtime.js'
import type { StatusOptions } from '../../console/api/status-routes.js'

/** What the first page can do on this computer: sign out, and look at the installation. */
export const homeOf = (
  command: CommandContext,
  settings: Readonly<Record<string, unknown>>,
): Pick<StatusOptions, 'signOut' | 'findings'> => ({
  signOut: async () => {
    const { logoutCommand, withAccount } = await import('../session-commands.js')
    let said = ''
    const write = (part: string): void => {
      said += part
    }
    const runtime = { ...command.runtime, stdout: { write, columns: undefined } }
    await withAccount(
      command,
      async (account, audit, held) => await logoutCommand({ ...held, runtime }, account, audit),
    )
    return said.split('\n')[0] ?? ''
  },
  findings: async () => {
    const { diagnose } = await import('../../doctor/doctor-command.js')
    const { checks } = await diagnose(command.runtime, {}, { settings })
    return checks.map(({ title, status, detail, hint }) => ({ title, status, detail, hint }))
  },
})

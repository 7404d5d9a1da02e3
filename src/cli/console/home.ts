import { commandRewriterOf } from '../../app/command-rewriter.js'
import type { CommandContext, Runtime } from '../../app/runtime.js'
import type { Finding, StatusOptions } from '../../console/api/status-routes.js'
import type { DoctorOptions } from '../../doctor/doctor-command.js'

/** What the first page can do: sign out, and look for what is wrong. */
export type Home = Pick<StatusOptions, 'signOut' | 'findings'>

/** The first line that work writes, whose output goes nowhere else. */
export async function firstLine(
  runtime: Runtime,
  work: (runtime: Runtime) => Promise<unknown>,
): Promise<string> {
  let said = ''
  const write = (part: string): void => {
    said += part
  }
  await work({ ...runtime, stdout: { write, columns: undefined } })
  return said.split('\n')[0] ?? ''
}

/** What `doctor` finds, with commands that work in this installation. */
export async function findingsOf(
  runtime: Runtime,
  options: DoctorOptions,
): Promise<readonly Finding[]> {
  const { diagnose } = await import('../../doctor/doctor-command.js')
  const rewrite = commandRewriterOf(runtime)
  const { checks } = await diagnose(runtime, {}, options)
  return checks.map(({ title, status, detail, hint }) => ({
    title,
    status,
    detail: rewrite(detail),
    hint: hint === null ? null : rewrite(hint),
  }))
}

/** The same on this computer. @param settings of the command line by name */
export const homeOf = (
  command: CommandContext,
  settings: Readonly<Record<string, unknown>>,
): Home => ({
  signOut: async () => {
    const { logoutCommand, withAccount } = await import('../session-commands.js')
    return await firstLine(command.runtime, async (runtime) => {
      await withAccount(
        command,
        async (account, audit, held) => await logoutCommand({ ...held, runtime }, account, audit),
      )
    })
  },
  findings: async () => await findingsOf(command.runtime, { settings }),
})

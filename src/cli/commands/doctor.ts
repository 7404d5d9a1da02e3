import { Option } from 'commander'

import type { DoctorFlags } from '../../doctor/doctor-command.js'
import type { CommandGroup } from './command-group.js'
import { parseSeconds } from './parse-seconds.js'
import { addServeSettings } from './serve-flags.js'
import { addServerOptions, serverFlagsIn, serverUrl, type ServerFlags } from './server-options.js'

/** `doctor`: reads the settings itself, since a wrong one is among its findings. */
export const addDoctorCommand: CommandGroup = (program, { runBare }) => {
  const doctor = program
    .command('doctor')
    .description('find out why something does not work')
    .argument('[url]', 'a server elsewhere, as hosts have it: https://mcp.example.org/mcp')
    .option('--serve', 'what jhe-mcp serve needs, with its settings')
    .option('--json', 'as JSON; --schema prints its JSON Schema')
    .option('--verbose', 'every check, with hosts and account')
    .option('--offline', 'only what needs no network')
    .option('--check <id|group...>', 'only these, and what they need')
    .option('--list', 'list the checks')
    .option('--strict', 'warnings fail too')
    .option('--fix', 'repair file modes and leftovers')
    .option('--timeout <s>', 'seconds for one check [5]', parseSeconds)
    .addOption(new Option('--schema').hideHelp())
  addServerOptions(addServeSettings(doctor)).action(
    async (
      address: string | undefined,
      doctorFlags: DoctorFlags & ServerFlags & { readonly serve?: boolean },
    ) => {
      await runBare(async ({ runtime, flags }) => {
        const own = serverFlagsIn({
          ...doctorFlags,
          ...(address !== undefined && { url: address }),
        })
        const { serve } = doctorFlags
        const url = serve === true && own['url'] === undefined ? undefined : serverUrl(own, runtime)
        const probe = async (signal: AbortSignal) => {
          const { probeSession } = await import('../connect/probe-session.js')
          return await probeSession(runtime, flags, own, signal)
        }
        const [{ doctorCommand }, { ladderOf }] = await Promise.all([
          import('../../doctor/doctor-command.js'),
          import('../../doctor/ladders.js'),
        ])
        const ladder = await ladderOf({ url, serve, probe }, runtime)
        const settings = { ...doctorFlags, ...flags }
        return await doctorCommand(runtime, doctorFlags, { settings, ...ladder })
      })
    },
  )
}

import { Option } from 'commander'

import type { DoctorFlags } from '../../doctor/doctor-command.js'
import type { CommandGroup } from './command-group.js'
import { parseSeconds } from './parse-seconds.js'

/** `doctor`: reads the settings itself, since a wrong one is among its findings. */
export const addDoctorCommand: CommandGroup = (program, { runBare }) => {
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
    .option('--timeout <s>', 'seconds for one check [5]', parseSeconds)
    .addOption(new Option('--schema').hideHelp())
    .action(async (doctorFlags: DoctorFlags) => {
      await runBare(async ({ runtime, flags }) => {
        const { doctorCommand } = await import('../../doctor/doctor-command.js')
        return await doctorCommand(runtime, doctorFlags, { settings: flags })
      })
    })
}

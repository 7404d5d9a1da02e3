import { Option, type Command as Program } from 'commander'

import { serveSettings } from '../../serve-config.js'
import { flagOf } from '../../settings.js'
import { settingsTable } from '../settings-help.js'
import type { CommandGroup } from './command-group.js'

/** Adds the settings of the served half to a command, and says them in its help. */
const withServeSettings = (program: Program): Program => {
  for (const { name, flag, help } of serveSettings)
    if (flag !== undefined)
      program.addOption(new Option(`${flagOf(name)} <${flag}>`, help).hideHelp())
  return program.addHelpText('after', () => `\n${settingsTable(serveSettings)}`)
}

/** `serve`: the tools over HTTP for many people. */
export const addServeCommand: CommandGroup = (program, { run }) => {
  const serve = program
    .command('serve')
    .description('one server beside JHE for everybody: the same tools over HTTP')
  withServeSettings(serve).action(async (flags: Readonly<Record<string, unknown>>) => {
    await run(async (command) => {
      const { serveHttp } = await import('../serve/serve.js')
      return await serveHttp(command, flags)
    })
  })
}

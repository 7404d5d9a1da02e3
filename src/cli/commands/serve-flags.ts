import { Option, type Command as Program } from 'commander'

import { serveSettings } from '../../serve-config.js'
import { flagOf } from '../../settings.js'

/** Adds the settings of the served half to a command; its help does not name them. */
export const addServeSettings = (program: Program): Program => {
  for (const { name, flag, help } of serveSettings)
    if (flag !== undefined)
      program.addOption(new Option(`${flagOf(name)} <${flag}>`, help).hideHelp())
  return program
}

import { serveSettings } from '../../serve-config.js'
import { settingsTable } from '../settings-help.js'
import type { CommandGroup } from './command-group.js'
import { addServeSettings } from './serve-flags.js'

/** `serve`: the tools over HTTP for many people. */
export const addServeCommand: CommandGroup = (program, { run }) => {
  const serve = program
    .command('serve')
    .description('one server beside JHE for everybody: the same tools over HTTP')
  addServeSettings(serve).addHelpText('after', () => `\n${settingsTable(serveSettings)}`)
  serve.action(async () => {
    // those of the whole program may stand after the command too
    const flags: Readonly<Record<string, unknown>> = serve.optsWithGlobals()
    await run(async (command) => {
      const { serveHttp } = await import('../serve/serve.js')
      return await serveHttp(command, flags)
    })
  })
}

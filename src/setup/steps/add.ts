import { prepareDemo } from '../../app/demo/demo-app.js'
import { JheError } from '../../errors.js'
import { withEntry } from '../edit-entry.js'
import { heldFor, type Held } from '../held-entry.js'
import { inTime, replaceFile } from '../hosts/host-file.js'
import { shownUrl } from '../remote-entry.js'
import { holdsPassword, requireSettings } from '../server-env.js'
import { checkHeaderFile } from '../server-flags.js'
import { kindOf, type Wanted } from '../wanted.js'
import { switchedOffLines } from '../switched-off.js'
import { nextSteps, reachLines } from './next-steps.js'
import { mayHoldPassword, print, tell, type SetupFlags, type Task } from './task.js'

const refuseReadable = ({ found, label, wanted }: Task, { allowReadable }: SetupFlags): void => {
  if (!found.isOpenToOthers || allowReadable === true) return
  if (!holdsPassword(wanted.env['JHE_DB_CONN'])) return
  throw new JheError(
    'CONFIG_INVALID',
    `${label} can be read by other users of this computer, and the password of the database would be in it. Nothing was written.`,
    `Close it with \`chmod 600 '${found.path}'\`, or write it all the same with --allow-readable.`,
  )
}

const isReached = ({ host, server }: Task, name: string, label: string): string =>
  server === undefined
    ? `Nothing to do: ${host.title} starts jhe-mcp as "${name}" already (${label}).`
    : `Nothing to do: ${host.title} reaches ${shownUrl(server.url)} as "${name}" already (${label}).`

const whatWas = {
  local: 'started a server on this computer',
  bridge: 'started a bridge',
  'mcp-remote': 'started mcp-remote',
  native: 'named an address',
}

const replacedLines = ({ wanted }: Task, { kind }: Held): readonly string[] =>
  kind === undefined || kind === kindOf(wanted)
    ? []
    : [`  replaced  the whole entry, which ${whatWas[kind]}`]

const headline = ({ command, host, server }: Task, name: string): string =>
  server === undefined
    ? `${host.title} now has jhe-mcp ${command.runtime.version} as "${name}".`
    : `${host.title} now has ${shownUrl(server.url)} as "${name}".`

/** What stays of the settings in the entry; an entry of another kind is replaced whole. */
const keptSettings = ({ kind, entry }: Held, wanted: Wanted): ReadonlySet<string> =>
  new Set(kind === kindOf(wanted) ? Object.keys(entry?.env ?? {}) : [])

const write = async (task: Task, held: Held, changed: string): Promise<void> => {
  const { command, host, wanted, server, label, found } = task
  const { name } = held
  const backup = await inTime(found.path, async () => await replaceFile(found, changed))
  // otherwise the first call of the day would wait for it
  if (wanted.isDemo) await prepareDemo(command)
  const settings = [...new Set([...keptSettings(held, wanted), ...Object.keys(wanted.env)])]
  const hadPassword = server !== undefined && holdsPassword(held.entry?.env['JHE_DB_CONN'])
  tell(task, [
    headline(task, name),
    `  written   ${found.path}`,
    `  backup    ${backup ?? 'none: the file is new'}`,
    ...replacedLines(task, held),
    ...reachLines({ host, name, wanted, server }, settings),
    ...switchedOffLines(changed, host, name, label),
    ...nextSteps({ host, name, wanted, server }),
    ...(hadPassword ? [mayHoldPassword] : []),
  ])
}

/**
 * Writes the entry, or shows it.
 * @throws JheError CONFIG_INVALID or INPUT_INVALID; then nothing was written
 */
export const add = async (task: Task, flags: SetupFlags): Promise<void> => {
  const { command, host, wanted, server, label, found } = task
  const text = found.text ?? ''
  const held = heldFor(text, host, wanted, label)
  if (!wanted.isDemo && server === undefined)
    requireSettings(command.config, host, keptSettings(held, wanted))
  await checkHeaderFile(server?.headerFile, command.runtime.machine.platform)
  if (flags.print !== undefined) {
    print(task, held.name)
    return
  }
  const changed = withEntry(text, host, wanted, label)
  if (changed === text) {
    tell(task, [
      isReached(task, held.name, label),
      ...switchedOffLines(text, host, held.name, label),
    ])
    return
  }
  refuseReadable(task, flags)
  await write(task, held, changed)
}

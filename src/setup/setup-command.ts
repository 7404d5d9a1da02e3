import { resolve } from 'node:path'

import { maskPassword } from '../db/conninfo/mask.js'
import { JheError } from '../errors.js'
import { prepareDemo } from '../app/demo/demo-app.js'
import { commandRewriterOf } from '../app/command-rewriter.js'
import type { CommandContext } from '../app/runtime.js'
import { chooseFile } from './hosts/choose-file.js'
import { findFile, inTime, replaceFile, withHostFile, type FoundFile } from './hosts/host-file.js'
import type { Host } from './hosts/host.js'
import { hostIds, hosts, otherHosts, type HostId, type OtherFormat } from './hosts/hosts.js'
import { launchOf, launchWith } from './launch.js'
import { listHosts } from './hosts/list-hosts.js'
import { withEntry, withoutEntry } from './edit-entry.js'
import { heldFor, type Held } from './held-entry.js'
import { nextSteps, reachLines } from './next-steps.js'
import { holdsPassword, requireSettings, serverEnv } from './server-env.js'
import { askedServer, checkHeaderFile, type AskedServer, type ServerFlags } from './server-flags.js'
import { isSameServer, shownUrl } from './remote-entry.js'
import { kindOf, type Wanted } from './wanted.js'

export interface SetupFlags extends ServerFlags {
  /** Also the format in which to show it, for a host that is not known. */
  readonly print?: boolean | string
  readonly remove?: boolean
  readonly demo?: boolean
  readonly name?: string
  /** The host's file, where it is not the usual one. */
  readonly file?: string
  readonly allowReadable?: boolean
}

interface Task {
  readonly command: CommandContext
  readonly host: Host
  readonly wanted: Wanted
  /** Undefined for a server on this computer. */
  readonly server: AskedServer | undefined
  readonly label: string
  readonly found: FoundFile
}

const hostIdOf = (text: string): HostId => {
  const id = hostIds.find((known) => known === text)
  if (id !== undefined) return id
  throw new JheError(
    'INPUT_INVALID',
    `There is no host ${JSON.stringify(text.slice(0, 40))} that setup knows.`,
    `Name one of: ${hostIds.join(', ')}. For another host, see \`jhe-mcp setup --print json\` (or toml, yaml).`,
  )
}

const refuseReadable = ({ found, label, wanted }: Task, { allowReadable }: SetupFlags): void => {
  if (!found.isOpenToOthers || allowReadable === true) return
  if (!holdsPassword(wanted.env['JHE_DB_CONN'])) return
  throw new JheError(
    'CONFIG_INVALID',
    `${label} can be read by other users of this computer, and the password of the database would be in it. Nothing was written.`,
    `Close it with \`chmod 600 '${found.path}'\`, or write it all the same with --allow-readable.`,
  )
}

const tell = ({ command, found, label }: Task, lines: readonly string[]): void => {
  const { runtime } = command
  const notes = found.isLinked ? [`  link      ${label} points at ${found.path}`] : []
  runtime.stdout.write(commandRewriterOf(runtime)(`${[...lines, ...notes].join('\n')}\n`))
}

const print = ({ command, host, wanted, label }: Task, name: string): void => {
  const { runtime } = command
  const address = wanted.env['JHE_DB_CONN']
  const env = address === undefined ? {} : { JHE_DB_CONN: maskPassword(address) }
  const shown = { ...wanted, name, env: { ...wanted.env, ...env } }
  runtime.stdout.write(withEntry('', host, shown, label))
  runtime.stderr.write(`For ${label}; nothing was written.\n`)
  if (holdsPassword(address))
    runtime.stderr.write('The password is left out: write it in the place of PASSWORD.\n')
}

const isReached = ({ host, server }: Task, name: string, label: string): string =>
  server === undefined
    ? `Nothing to do: ${host.title} starts jhe-mcp as "${name}" already (${label}).`
    : `Nothing to do: ${host.title} reaches ${shownUrl(server.url)} as "${name}" already (${label}).`

const whatWas = {
  local: 'started a server on this computer',
  bridge: 'started a bridge',
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

const mayHoldPassword =
  'Backups may hold the password of the database: delete those you do not need.'

/** What stays of the settings in the entry; an entry of another kind is replaced whole. */
const keptSettings = ({ kind, entry }: Held, wanted: Wanted): ReadonlySet<string> =>
  new Set(kind === kindOf(wanted) ? Object.keys(entry?.env ?? {}) : [])

const write = async (task: Task, held: Held, changed: string): Promise<void> => {
  const { command, host, wanted, server, found } = task
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
    ...nextSteps({ host, name, wanted, server }),
    ...(hadPassword ? [mayHoldPassword] : []),
  ])
}

const add = async (task: Task, flags: SetupFlags): Promise<void> => {
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
    tell(task, [isReached(task, held.name, label)])
    return
  }
  refuseReadable(task, flags)
  await write(task, held, changed)
}

/** With an address, only an entry of that server is taken out. */
const isMeant = ({ entry, remote }: Held, server: AskedServer | undefined): boolean =>
  server === undefined || isSameServer(entry?.connects?.url ?? remote?.url, server.url)

const remove = async (task: Task): Promise<void> => {
  const { host, wanted, server, label, found } = task
  const text = found.text ?? ''
  const held = heldFor(text, host, wanted, label)
  const { name } = held
  const changed = isMeant(held, server) ? withoutEntry(text, host, wanted, label) : text
  if (changed === text) {
    const what = server === undefined ? 'jhe-mcp' : shownUrl(server.url)
    tell(task, [`Nothing to do: there is no "${name}" of ${what} in ${label}.`])
    return
  }
  const backup = await inTime(found.path, async () => await replaceFile(found, changed))
  tell(task, [
    `Removed "${name}" from ${host.title}.`,
    `  written   ${found.path}`,
    `  backup    ${backup ?? 'none'}`,
    mayHoldPassword,
  ])
}

/** What the flags ask for, for a host. */
const wantedOf = (
  { runtime }: CommandContext,
  host: Host,
  { settings, flags }: Asked,
): Pick<Task, 'wanted' | 'server'> => {
  const { demo, name } = flags
  const isDemo = demo === true
  const server = askedServer(flags, host, runtime.home)
  if (server !== undefined && isDemo)
    throw new JheError(
      'INPUT_INVALID',
      'The demo world is on this computer: --demo and --url do not go together.',
      'Leave out one of them.',
    )
  const installation = { ...runtime, platform: runtime.machine.platform }
  if (server !== undefined) {
    const words = server.native === undefined ? server.words : []
    const launch = launchWith(installation, words)
    return { wanted: { launch, env: {}, isDemo, name, server }, server }
  }
  const env = isDemo ? {} : serverEnv({ flags: settings, env: runtime.env }, host)
  return { wanted: { launch: launchOf(installation, isDemo), env, isDemo, name }, server }
}

/** Prints the entry for an unknown host; nothing is written. */
const printOther = (command: CommandContext, format: OtherFormat, asked: Asked): number => {
  const host = otherHosts[format]
  const { wanted, server } = wantedOf(command, host, asked)
  if (!wanted.isDemo && server === undefined) requireSettings(command.config, host, new Set())
  const label = 'another host'
  const found = { path: label, isLinked: false, text: undefined, mark: '', isOpenToOthers: false }
  const { name } = heldFor('', host, wanted, label)
  print({ command, host, wanted, server, label, found }, name)
  return 0
}

interface Asked {
  readonly settings: Readonly<Record<string, unknown>>
  readonly flags: SetupFlags
}

const formatOf = (word: string): OtherFormat => {
  if (word === 'json' || word === 'toml' || word === 'yaml') return word
  throw new JheError(
    'INPUT_INVALID',
    'There is no such format to print.',
    'Say json, toml or yaml; for a known host, name it before --print.',
  )
}

const withoutHost = async (command: CommandContext, asked: Asked): Promise<number> => {
  const { print: format, ...rest } = asked.flags
  if (typeof format === 'string') return printOther(command, formatOf(format), asked)
  if (format === undefined && Object.keys(rest).length === 0)
    return await listHosts(command.runtime)
  throw new JheError(
    'INPUT_INVALID',
    'No host is named.',
    '`jhe-mcp setup` lists those that it knows.',
  )
}

/** The value after --print may be the host. */
const hostNameOf = (given: string | undefined, { print: word }: SetupFlags): string | undefined => {
  if (given === undefined) return hostIds.find((id) => id === word)
  if (typeof word !== 'string') return given
  throw new JheError(
    'INPUT_INVALID',
    'A known host is shown in its own format.',
    'Leave out what follows --print, or leave out the host.',
  )
}

/**
 * `jhe-mcp setup <host>`: writes this program into a host's configuration, or takes it out.
 * Without a host it lists those that it knows, or prints an entry for any other.
 * @returns exit code 0
 * @throws JheError CONFIG_INVALID or INPUT_INVALID; then nothing was written
 */
export async function setupCommand(
  command: CommandContext,
  given: string | undefined,
  settings: Readonly<Record<string, unknown>>,
  flags: SetupFlags,
): Promise<number> {
  const hostName = hostNameOf(given, flags)
  if (hostName === undefined) return await withoutHost(command, { settings, flags })
  const id = hostIdOf(hostName)
  const host = hosts[id]
  const { runtime } = command
  const label =
    flags.file === undefined
      ? await withHostFile(host.title, async () => await chooseFile(id, runtime))
      : resolve(flags.file)
  const { wanted, server } = wantedOf(command, host, { settings, flags })
  await withHostFile(label, async () => {
    const look = async () => await findFile(label, runtime.machine.platform)
    const found = await inTime(label, look)
    const task = { command, host, wanted, server, label, found }
    await (flags.remove === true ? remove(task) : add(task, flags))
  })
  return 0
}

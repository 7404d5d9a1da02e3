import { resolve } from 'node:path'

import { JheError } from '../errors.js'
import type { CommandContext } from '../app/runtime.js'
import { chooseFile } from './hosts/choose-file.js'
import { findFile, inTime, withHostFile } from './hosts/host-file.js'
import type { Host } from './hosts/host.js'
import { hostIds, hosts, otherHosts, type HostId, type OtherFormat } from './hosts/hosts.js'
import { launchOf, launchWith } from './launch.js'
import { listHosts } from './hosts/list-hosts.js'
import { heldFor } from './held-entry.js'
import { requireSettings, serverEnv } from './server-env.js'
import { askedServer } from './server-flags.js'
import { add } from './steps/add.js'
import { remove } from './steps/remove.js'
import { print, type SetupFlags, type Task } from './steps/task.js'

export type { SetupFlags } from './steps/task.js'

const hostIdOf = (text: string): HostId => {
  const id = hostIds.find((known) => known === text)
  if (id !== undefined) return id
  throw new JheError(
    'INPUT_INVALID',
    `There is no host ${JSON.stringify(text.slice(0, 40))} that setup knows.`,
    `Name one of: ${hostIds.join(', ')}. For another host, see \`jhe-mcp setup --print json\` (or toml, yaml).`,
  )
}

const requireName = (name: string | undefined): void => {
  if (name?.trim() !== '') return
  throw new JheError(
    'INPUT_INVALID',
    'The name of the server is empty.',
    'Give one, like --name study, or leave out --name.',
  )
}

/** What the flags ask for, for a host. */
const wantedOf = (
  { runtime }: CommandContext,
  host: Host,
  { settings, flags }: Asked,
): Pick<Task, 'wanted' | 'server'> => {
  const { demo, name } = flags
  const isDemo = demo === true
  requireName(name)
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

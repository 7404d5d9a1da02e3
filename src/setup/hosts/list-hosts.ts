import { posix, win32 } from 'node:path'

import { commandRewriterOf } from '../../app/command-rewriter.js'
import type { Runtime } from '../../app/runtime.js'
import { FileFault } from '../../files/file-fault.js'
import { chooseFile, isThere } from './choose-file.js'
import { readHeld } from '../entries.js'
import { namesJhe } from '../remote-entry.js'
import { findFile, inTime } from './host-file.js'
import { hostIds, hosts, type HostId } from './hosts.js'

interface Line {
  readonly id: HostId
  readonly isFound: boolean
  /** What is told beside its title. */
  readonly note: string
}

const named = (what: string, entries: readonly { readonly name: string }[]): string =>
  entries.length === 0
    ? ''
    : `, ${what} ${entries.map(({ name }) => JSON.stringify(name)).join(', ')}`

const namesIn = async (id: HostId, path: string, platform: NodeJS.Platform): Promise<string> => {
  try {
    const { text = '' } = await inTime(path, async () => await findFile(path, platform))
    const { entries, remotes } = readHeld(text, hosts[id], path)
    return `${named('starts jhe-mcp as', entries)}${named('reaches a server as', remotes.filter(namesJhe))}`
  } catch {
    return ', cannot be read'
  }
}

const lineOf = async (id: HostId, runtime: Runtime): Promise<Line> => {
  const { home, machine } = runtime
  const path = await chooseFile(id, runtime)
  const folder = (machine.platform === 'win32' ? win32 : posix).dirname(path)
  const isFound = (await isThere(path)) || (folder !== home && (await isThere(folder)))
  const shown = path.startsWith(home) ? `~${path.slice(home.length)}` : path
  return { id, isFound, note: `${shown}${await namesIn(id, path, machine.platform)}` }
}

/** A line also where the disk does not answer. */
const lineInTime = async (id: HostId, runtime: Runtime): Promise<Line> => {
  try {
    return await lineOf(id, runtime)
  } catch (thrown) {
    if (!(thrown instanceof FileFault)) throw thrown
    return { id, isFound: true, note: `${thrown.path}, whose disk does not answer` }
  }
}

const show = ({ id, note }: Line): string =>
  `  ${id.padEnd(16)}${hosts[id].title.padEnd(18)}${note}`

/** `jhe-mcp setup` without a host: those that it knows, the ones found on this computer first. */
export async function listHosts(runtime: Runtime): Promise<number> {
  const lines = await Promise.all(hostIds.map(async (id) => await lineInTime(id, runtime)))
  const part = (head: string, own: readonly Line[]): readonly string[] =>
    own.length === 0 ? [] : [head, ...own.map(show), '']
  const text = [
    ...part(
      'Found on this computer:',
      lines.filter(({ isFound }) => isFound),
    ),
    ...part(
      'Known too:',
      lines.filter(({ isFound }) => !isFound),
    ),
    '`jhe-mcp setup <host>` writes jhe-mcp into one of them, `--print` only shows what it would write.',
    'For any other: `jhe-mcp setup --print json`, `toml` or `yaml`.',
  ]
  runtime.stdout.write(commandRewriterOf(runtime)(`${text.join('\n')}\n`))
  return 0
}

import { defineCheck, found, pass, type Check } from '../check.js'
import { titleOf, type FoundEntry, type HostEntries } from '../host-entries.js'
import { holdsPlaceholder } from '../../settings.js'
import { holdsPassword } from '../../setup/server-env.js'

interface Started {
  readonly host: HostEntries
  readonly entry: FoundEntry
}

const startedBy = (files: readonly HostEntries[]): readonly Started[] =>
  files.flatMap((host) => (host.entries ?? []).map((entry) => ({ host, entry })))

type Place = Pick<HostEntries, 'id' | 'project'>

const setupOf = ({ id, project }: Place): string =>
  `jhe-mcp setup ${id}${project === undefined ? '' : ` --file ${project}`}`

const isFetched = ({ path, command, args }: FoundEntry): boolean =>
  path === undefined && [command, ...args].some((word) => /^(npx|bunx|pnpx)(\.cmd)?$/.test(word))

const isPinned = ({ version }: FoundEntry): boolean => /^\d+\.\d+\.\d+/.test(version ?? '')

const kindWords = ({ isDemo, connects }: FoundEntry): string => {
  if (isDemo) return 'demo, '
  return connects === undefined ? '' : 'connect, '
}

const wordsFor = ({ host, entry }: Started): string =>
  `${titleOf(host)} (${kindWords(entry)}${entry.starts ?? 'as installed'})`

const dataOf = (all: readonly Started[]) => ({
  hosts: all.map(
    ({ host, entry }) =>
      `${host.id} ${isFetched(entry) ? 'npx' : 'installed'} ${entry.starts ?? 'unknown'}`,
  ),
})

const detailOf = (all: readonly Started[]): string =>
  all
    .map(({ host, entry }) => `"${entry.name}" in ${host.path}: ${entry.path ?? entry.command}`)
    .join('; ')

/** Without them `setup` would write a server on this computer in its place. */
const flagsOf = ({ isDemo, connects }: FoundEntry): string => {
  if (isDemo) return ' --demo'
  if (connects === undefined) return ''
  const headers = connects.headerFile === undefined ? '' : ' --header-file <file>'
  const client = connects.clientId === undefined ? '' : ' --server-client-id <id>'
  return ` --url <its address>${headers}${client}`
}

const again = ({ host, entry }: Started): string =>
  host.isOfProjects
    ? `In that project: claude mcp remove <name>; then, for all of them: ${setupOf(host)}`
    : `${setupOf(host)}${flagsOf(entry)} writes it anew and keeps its settings.`

const entries = defineCheck({
  id: 'mcp.hosts',
  group: 'mcp',
  title: 'Hosts that start it',
  needs: [],
  outcomes: {
    gone: {
      status: 'fail',
      why: 'The host cannot start what does not exist, and has no tools of jhe-mcp.',
      fix: 'jhe-mcp setup <host> writes it anew and keeps its settings.',
      docs: 'use-it-with-your-jhe',
    },
    unreadable: {
      status: 'warn',
      why: 'A host that cannot read its own file starts none of its servers.',
      fix: 'jhe-mcp setup <host> --print names the place; correct it in an editor.',
      docs: 'use-it-with-your-jhe',
    },
    unpinned: {
      status: 'warn',
      why: 'npx may bring another version at any start, without anybody having looked at it.',
      fix: 'jhe-mcp setup <host> writes it anew and keeps its settings.',
      docs: 'use-it-with-your-jhe',
    },
    other_version: {
      status: 'warn',
      why: 'What is seen here need not be what the host sees.',
      fix: 'jhe-mcp setup <host> writes it anew and keeps its settings.',
      docs: 'use-it-with-your-jhe',
    },
  },
  run: async (context) => {
    const files = await context.hosts()
    const all = startedBy(files)
    const rest = { detail: detailOf(all), data: dataOf(all) }
    const gone = all.find(({ entry }) => entry.missing !== undefined)
    if (gone !== undefined)
      return found('gone', `${titleOf(gone.host)} names a program that does not exist`, {
        ...rest,
        fix: again(gone),
      })
    const broken = files.find((file) => file.entries === undefined)
    if (broken !== undefined)
      return found('unreadable', `the file of ${titleOf(broken)} cannot be read`, {
        detail: broken.path,
        fix: `${setupOf(broken)} --print names the place; correct it in an editor.`,
      })
    const loose = all.find(({ entry }) => isFetched(entry) && !isPinned(entry))
    if (loose !== undefined)
      return found('unpinned', `${titleOf(loose.host)} starts it by npx without a version`, {
        ...rest,
        fix: again(loose),
      })
    const { version } = context.runtime
    const other = all.find(({ entry: { starts } }) => starts !== undefined && starts !== version)
    if (other !== undefined)
      return found('other_version', `${wordsFor(other)}; this is ${version}`, {
        ...rest,
        fix: again(other),
      })
    return all.length === 0
      ? pass('none yet: jhe-mcp setup <host> adds it to one', rest)
      : pass(all.map(wordsFor).join(', '), rest)
  },
})

/** A path as a shell on this computer takes it; home as `~`, outside of the quotes. */
const shellPath = (path: string, home: string): string => {
  const quoted = (text: string): string =>
    /^[\w./@+-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
  return path.startsWith(`${home}/`) ? `~/${quoted(path.slice(home.length + 1))}` : quoted(path)
}

/** A placeholder that the host fills in is none. */
const isPassword = (address = ''): boolean => holdsPassword(address) && !holdsPlaceholder(address)

const passwords = defineCheck({
  id: 'mcp.host_files',
  group: 'mcp',
  title: 'Passwords in host files',
  needs: [],
  outcomes: {
    readable: {
      status: 'fail',
      why: 'Other users of this computer can read the password of the database there.',
      fix: 'Run chmod 600 on the file of the host, and change the password.',
      docs: 'use-it-with-your-jhe',
    },
    in_project: {
      status: 'warn',
      why: 'Such a file goes with its folder: whoever gets a copy of the project gets the password.',
      fix: 'jhe-mcp setup <host> keeps it to yourself; take it out there, and change it if it was shared.',
      docs: 'use-it-with-your-jhe',
    },
  },
  run: async (context) => {
    const { home, machine } = context.runtime
    const holding = (await context.hosts()).filter(({ entries: own = [] }) =>
      own.some(({ env }) => isPassword(env['JHE_DB_CONN'])),
    )
    const data = { holding: holding.map(({ id }) => id) }
    const open = holding.find(({ isOpenToOthers }) => isOpenToOthers)
    if (open !== undefined)
      return found('readable', `others may read the file of ${titleOf(open)}`, {
        detail: open.path,
        data,
        fix: `Run chmod 600 ${open.project ?? shellPath(open.path, home)}, and change the password.`,
      })
    const shared = holding.find(({ project }) => project !== undefined)
    if (shared !== undefined)
      return found('in_project', `there is one in ${shared.project ?? ''} of this folder`, {
        data,
        fix: `jhe-mcp setup ${shared.id} keeps it to yourself; take it out there, and change it if it was shared.`,
      })
    if (holding.length === 0) return pass('none in any', { data })
    return machine.platform === 'win32'
      ? pass('there is one; that only you can read the file is not checked on Windows', { data })
      : pass('there is one, in a file that only you can read', { data })
  },
})

/** The configurations of hosts on this computer; never changed. */
export const hostChecks: readonly Check[] = [entries, passwords]

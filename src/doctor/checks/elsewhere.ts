import { stat } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'

import { isLoopback } from '../../auth/issuer/http.js'
import { diskOf } from '../../files/disk.js'
import { FileFault } from '../../files/file-fault.js'
import { secretsIn, shownUrl, type HttpTransport } from '../../setup/remote-entry.js'
import { defineCheck, found, pass, type Check } from '../check.js'
import type { DoctorContext } from '../context.js'
import { titleOf, type HostEntries } from '../host-entries.js'

/** A host that reaches a server elsewhere. */
interface Reach {
  readonly host: HostEntries
  readonly name: string
  readonly url: string | undefined
  readonly transport: string
  /** Whether the host does it by itself; else it starts `jhe-mcp connect`. */
  readonly isNative: boolean
  /** Headers of the entry that hold a secret in clear. */
  readonly secrets: readonly string[]
  readonly headerFile: string | undefined
}

const reachesIn = (host: HostEntries): readonly Reach[] => [
  ...host.remotes.map((remote): Reach => {
    const { name, url, transport } = remote
    const secrets = secretsIn(remote)
    return { host, name, url, transport, isNative: true, secrets, headerFile: undefined }
  }),
  ...(host.entries ?? []).flatMap(({ name, connects }): readonly Reach[] =>
    connects === undefined ? [] : [{ host, name, ...connects, isNative: false, secrets: [] }],
  ),
]

const transportNames: Readonly<Record<HttpTransport, string>> = {
  http: 'Streamable HTTP',
  sse: 'HTTP with SSE',
}

const transportWords = (transport: string): string =>
  transport === 'http' || transport === 'sse' ? transportNames[transport] : 'either transport'

const wordsFor = ({ host, transport, isNative }: Reach): string =>
  `${titleOf(host)} (${isNative ? 'by itself' : 'through jhe-mcp connect'}, ${transportWords(transport)})`

const serverOf = ({ url }: Reach): string => (url === undefined ? 'no address' : shownUrl(url))

const detailOf = (all: readonly Reach[]): string =>
  all.map((reach) => `"${reach.name}" in ${reach.host.path}: ${serverOf(reach)}`).join('; ')

const dataOf = (all: readonly Reach[]) => ({
  hosts: all.map(
    ({ host, isNative, transport }) => `${host.id} ${isNative ? 'native' : 'connect'} ${transport}`,
  ),
  servers: new Set(all.map(serverOf)).size,
})

const isPlain = ({ url }: Reach): boolean => {
  if (url === undefined || !URL.canParse(url)) return false
  const parsed = new URL(url)
  return parsed.protocol === 'http:' && !isLoopback(parsed)
}

const whyHeaders = 'The server knows the person by what stands in that file.'

type FileState = 'good' | 'gone' | 'open'

/** What cannot be looked at is not there for the bridge either. */
const modeOf = async (path: string): Promise<number | undefined> => {
  try {
    const stats = await diskOf(dirname(path)).run(path, async () => await stat(path))
    return stats.isFile() ? stats.mode : undefined
  } catch (thrown) {
    if (thrown instanceof FileFault) throw thrown
    return undefined
  }
}

const stateOf = async (path: string, { runtime }: DoctorContext): Promise<FileState> => {
  const mode = await modeOf(path)
  if (mode === undefined) return 'gone'
  return runtime.machine.platform !== 'win32' && (mode & 0o077) !== 0 ? 'open' : 'good'
}

/** The first header file that is not as it should be. */
const badFile = async (all: readonly Reach[], context: DoctorContext) => {
  for (const { headerFile: path, host } of all) {
    if (path === undefined || !isAbsolute(path)) continue
    const state = await stateOf(path, context)
    if (state !== 'good') return { path, host, state }
  }
  return undefined
}

const setupOf = ({ host }: Reach): string =>
  `jhe-mcp setup ${host.id} --url <address>${host.project === undefined ? '' : ` --file ${host.project}`}`

const elsewhere = defineCheck({
  id: 'mcp.elsewhere',
  group: 'mcp',
  title: 'Hosts that reach a server elsewhere',
  needs: [],
  outcomes: {
    headers_gone: {
      status: 'fail',
      why: whyHeaders,
      fix: 'Make the file again, closed to others (mode 600), with one header a line.',
      docs: 'use-it-with-your-jhe',
    },
    headers_open: {
      status: 'fail',
      why: whyHeaders,
      fix: 'Run chmod 600 on that file, and change the key in it.',
      docs: 'use-it-with-your-jhe',
    },
    plain_http: {
      status: 'fail',
      why: 'Everybody on the way could read the answers, and the token of the session.',
      fix: 'Use the https address of the server; its administrator tells it.',
      docs: 'security',
    },
    token_in_file: {
      status: 'warn',
      why: 'Whoever gets a copy of the file can ask in your name, until the token ends.',
      fix: 'Take the header out and sign in at the host, or keep it in a file for --header-file.',
      docs: 'use-it-with-your-jhe',
    },
  },
  run: async (context) => {
    const all = (await context.hosts()).flatMap(reachesIn)
    const rest = { detail: detailOf(all), data: dataOf(all) }
    const bad = await badFile(all, context)
    if (bad?.state === 'gone')
      return found('headers_gone', `the file of headers of ${titleOf(bad.host)} is not there`, rest)
    if (bad?.state === 'open')
      return found('headers_open', `others can read the headers of ${titleOf(bad.host)}`, {
        ...rest,
        fix: `Run chmod 600 ${bad.path}, and change the key in it.`,
      })
    const plain = all.find(isPlain)
    if (plain !== undefined)
      return found('plain_http', `${titleOf(plain.host)} reaches it without TLS`, rest)
    const careless = all.find(({ secrets }) => secrets.length > 0)
    if (careless !== undefined)
      return found(
        'token_in_file',
        `${titleOf(careless.host)} has a secret in clear (${careless.secrets.join(', ')})`,
        {
          ...rest,
          fix: `Take the header out and sign in at the host, or keep it in a file: ${setupOf(careless)} --header-file <file>`,
        },
      )
    return all.length === 0 ? pass('none', rest) : pass(all.map(wordsFor).join(', '), rest)
  },
})

/** Servers elsewhere in the configurations of hosts; never changed. */
export const elsewhereChecks: readonly Check[] = [elsewhere]

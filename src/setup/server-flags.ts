import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

import { loadConnectConfig, type ConnectConfig } from '../connect-config.js'
import { parseServerUrl } from '../connect/server-url.js'
import { JheError } from '../errors.js'
import { codeOf } from '../files/file-error.js'
import { inTime } from './hosts/host-file.js'
import type { Host, RemoteShape } from './hosts/host.js'
import type { NativeForm, WantedServer } from './wanted.js'

/** The flags that name a server elsewhere. */
export interface ServerFlags {
  readonly url?: string
  readonly transport?: string
  readonly headerFile?: string
  readonly serverClientId?: string
}

/** A server elsewhere, with the words after the program that make a bridge to it. */
export interface AskedServer extends WantedServer {
  readonly words: readonly string[]
  readonly headerFile: string | undefined
}

type Transport = ConnectConfig['transport']

/** The transport that an address tells where the person does not: servers with SSE end in `/sse`. */
const toldBy = (url: string, transport: Transport): Exclude<Transport, 'auto'> => {
  if (transport !== 'auto') return transport
  return new URL(url).pathname.endsWith('/sse') ? 'sse' : 'http'
}

const nativeForm = (
  { http, sse, signIn }: RemoteShape,
  transport: Exclude<Transport, 'auto'>,
): NativeForm | undefined => {
  if (signIn === undefined) return undefined
  if (isDeepStrictEqual(http, sse)) return { form: http, transport: undefined }
  const form = transport === 'http' ? http : sse
  return form === undefined ? undefined : { form, transport }
}

const needUrl = ({ transport, headerFile, serverClientId }: ServerFlags): void => {
  const given = [
    ...(transport === undefined ? [] : ['--transport']),
    ...(headerFile === undefined ? [] : ['--header-file']),
    ...(serverClientId === undefined ? [] : ['--server-client-id']),
  ]
  if (given.length === 0) return
  throw new JheError(
    'INPUT_INVALID',
    `${given.join(' and ')} is of a server elsewhere, and none is named.`,
    'Name it with --url, like --url https://mcp.example.org/mcp',
  )
}

/**
 * The server that the flags name, and how a host writes it: by its address where it signs in by
 * itself, else as a bridge. A server that wants headers, or a client of its own, is always behind a
 * bridge: the host's file holds no secret, and a host has clients of its own. Variables of the environment do not name a server here.
 * @returns undefined where the flags name none
 * @throws JheError CONFIG_INVALID for an address that is none, INPUT_INVALID for flags without one
 */
export function askedServer(
  flags: ServerFlags,
  { remote }: Host,
  home: string,
): AskedServer | undefined {
  if (flags.url === undefined) {
    needUrl(flags)
    return undefined
  }
  const { url, transport, headerFile, serverClientId } = flags
  const given = { url, transport, headerFile, serverClientId }
  const config = loadConnectConfig({ flags: given, env: {}, home })
  const { href } = parseServerUrl(config.url ?? '')
  const { serverClientId: clientId } = config
  const file = config.headerFile === undefined ? undefined : resolve(config.headerFile)
  return {
    url: href,
    transport: config.transport,
    native:
      remote === undefined || file !== undefined || clientId !== undefined
        ? undefined
        : nativeForm(remote, toldBy(href, config.transport)),
    headerFile: file,
    words: [
      'connect',
      href,
      ...(config.transport === 'auto' ? [] : ['--transport', config.transport]),
      ...(file === undefined ? [] : ['--header-file', file]),
      ...(clientId === undefined ? [] : ['--server-client-id', clientId]),
    ],
  }
}

/**
 * Refuses a file of headers that the bridge would refuse.
 * @throws JheError CONFIG_INVALID for one that is not there, or that others can read
 */
export async function checkHeaderFile(
  path: string | undefined,
  platform: NodeJS.Platform,
): Promise<void> {
  if (path === undefined) return
  const mode = await inTime(path, async () => {
    try {
      const found = await stat(path)
      return found.isFile() ? found.mode : undefined
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR') return undefined
      throw thrown
    }
  })
  if (mode === undefined)
    throw new JheError(
      'CONFIG_INVALID',
      `There is no file ${path} with headers. Nothing was written.`,
      'Make it, closed to others (mode 600), with one header a line like `Authorization: Bearer …`.',
    )
  if (platform === 'win32' || (mode & 0o077) === 0) return
  throw new JheError(
    'CONFIG_INVALID',
    `${path} can be read by other users of this computer. Nothing was written.`,
    `Close it with \`chmod 600 '${path}'\`, and run the command again.`,
  )
}

import type { Host } from '../hosts/host.js'
import { isSameServer, shownUrl } from '../remote-entry.js'
import type { AskedServer } from '../server-flags.js'
import { kindOf, type Wanted } from '../wanted.js'

const question = 'How many studies can I access?'

/** What is told of a server elsewhere. */
export interface Told {
  readonly host: Host
  readonly name: string
  readonly wanted: Wanted
  /** Undefined for a server on this computer. */
  readonly server: AskedServer | undefined
}

const transportNames = { http: 'Streamable HTTP', sse: 'HTTP with SSE' } as const

const transportOf = ({ transport, native }: AskedServer): string => {
  const chosen = native?.transport ?? transport
  return chosen === 'auto' ? 'whichever transport it has' : transportNames[chosen]
}

const words = ({ launch }: Wanted, server: AskedServer | undefined): string =>
  [launch.command, ...launch.args]
    .map((word) => (isSameServer(word, server?.url) ? shownUrl(word) : word))
    .join(' ')

/** The lines that say how the host gets at the server, and with which settings. */
export function reachLines(
  { wanted, server }: Told,
  settings: readonly string[],
): readonly string[] {
  if (server === undefined)
    return [
      `  starts    ${words(wanted, server)}`,
      `  settings  ${settings.length === 0 ? 'none' : settings.join(', ')}`,
    ]
  const reaches = `  reaches   ${shownUrl(server.url)} (${transportOf(server)})`
  const query = new URL(server.url).search
  return [
    ...(kindOf(wanted) === 'native' ? [] : [`  starts    ${words(wanted, server)}`]),
    reaches,
    ...(server.headerFile === undefined ? [] : [`  headers   ${server.headerFile}`]),
    ...(query === ''
      ? []
      : [
          '  note      what follows ? in the address stands there in clear: a key goes in --header-file',
        ]),
  ]
}

const signInBefore = (server: AskedServer): string =>
  server.headerFile === undefined
    ? `The first question opens your browser to sign in; \`jhe-mcp login --url ${shownUrl(server.url)}\` does it beforehand.`
    : 'No sign-in: the file with the headers is read at each start.'

/** What the person does next. */
export function nextSteps({ host, name, wanted, server }: Told): readonly string[] {
  if (server === undefined) return [`${host.restart}, then ask: ${question}`]
  const signIn = host.remote?.signIn
  if (kindOf(wanted) === 'native' && signIn !== undefined)
    return [`${host.restart}, then ${signIn(name)}. Then ask: ${question}`]
  return [`${host.restart}, then ask: ${question}`, signInBefore(server)]
}

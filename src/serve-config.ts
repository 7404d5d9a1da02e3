import {
  anyText,
  databaseConnection,
  duration,
  into,
  listOfWords,
  matching,
  oneOf,
  webAddress,
  where,
  wholeNumber,
} from './setting-readers.js'
import {
  needed,
  readSettings,
  settingsOf,
  type ConfigOf,
  type ConfigSources,
  type NamedSetting,
  type SettingsTable,
} from './settings.js'

const listen = where(
  into(
    matching(
      /^(\[[\da-fA-F:]+\]|[\w.-]*):\d{1,5}$/,
      'must be host:port, like 127.0.0.1:8001 or :8001',
    ),
    (text) => {
      const at = text.lastIndexOf(':')
      return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) }
    },
  ),
  ({ port }) => port <= 65_535,
  'must have a port from 0 to 65535',
)

/** Calls of one person a minute. */
const rate = where(
  into(matching(/^\d{1,6}\/min$/, 'must be a number a minute, like 120/min'), (text) =>
    Number.parseInt(text, 10),
  ),
  (n) => n >= 1,
  'must be at least 1/min',
)

const streams = into(
  matching(
    /^\d{1,6}\/\d{1,6}$/,
    'must be two numbers, of a person and of the process, like 8/2000',
  ),
  (text) => {
    const [person = 0, process = 0] = text.split('/').map(Number)
    return { person, process }
  },
)

const drain = into(
  matching(/^\d{1,4}s\/\d{1,4}s$/, 'must be two durations, like 5s/25s'),
  (text) => {
    const [notice = 0, rest = 0] = text.split('/').map((part) => Number.parseInt(part, 10))
    return { notice, rest }
  },
)

/** An address as everything that is made of it names it: lower case, without the usual port. */
const publicAddress = into(webAddress, (text) => new URL(text).href.replace(/\/+$/, ''))

const peerForm = /^http:\/\/(?:[\w.-]+|\[[\da-f:]+\]):\d{1,5}$/i

/** Kubernetes fills in the IPv6 address of a pod without brackets. */
const withBrackets = (text: string): string =>
  text.replace(/^(http:\/\/)([\da-f]*:[\da-f:]+):(\d+)$/i, '$1[$2]:$3')

const peerAddress = where(
  into(anyText, withBrackets),
  (text) => peerForm.test(text) && URL.canParse(text),
  'must be http://host:port, as other replicas reach it',
)

const hostForm = /^[a-z\d]([a-z\d.-]*[a-z\d])?(:\d{1,5})?$/i
const schemeForm =
  /^(?!(?:javascript|data|vbscript|file|blob|about|ftp|https?|wss?):)[a-z][a-z\d+.-]*:$/i

const clientHosts = where(
  listOfWords,
  (words) => words.every((word) => hostForm.test(word) || schemeForm.test(word)),
  'must be hosts without more, like app.example.org or app.example.org:8443, or schemes, like raycast:',
)

const originForm =
  /^(?:https?:\/\/(?:[a-z\d.-]+|\[[\da-f:]+\])(?::\d{1,5})?\/?|[a-z\d.-]+|(?!https?:)[a-z][a-z\d+.-]*:\/\/\*)$/i

const allowedOrigins = where(
  listOfWords,
  (words) => words.every((word) => originForm.test(word)),
  'must be origins without more, like https://app.example.org, or a scheme, like vscode-webview://*',
)

/** Every setting of `jhe-mcp serve` besides those of `config.ts`, in the order of the help. */
const table = {
  publicUrl: {
    read: publicAddress,
    env: 'JHE_PUBLIC_URL',
    flag: 'url',
    help: 'address that people and hosts use, https',
  },
  listen: {
    read: listen,
    env: 'JHE_LISTEN',
    flag: 'host:port',
    default: '127.0.0.1:8001',
    help: 'where it listens',
  },
  internalListen: {
    read: listen,
    env: 'JHE_INTERNAL_LISTEN',
    flag: 'host:port',
    help: 'metrics and peers, never public',
  },
  peerUrl: {
    read: peerAddress,
    env: 'JHE_PEER_URL',
    flag: 'url',
    help: 'how other replicas reach JHE_INTERNAL_LISTEN',
  },
  clientSecret: {
    read: anyText,
    env: 'JHE_CLIENT_SECRET',
    help: 'of the confidential client at JHE (secret)',
  },
  stateConn: {
    read: databaseConnection,
    env: 'JHE_STATE_CONN',
    help: "PostgreSQL for sign-ins, never JHE's (secret)",
  },
  serveKeys: {
    read: where(
      listOfWords,
      (keys) => keys.length > 0 && keys.every((key) => Buffer.from(key, 'base64').length === 32),
      'must be one or more keys of 32 bytes in base64, the newest first',
    ),
    env: 'JHE_SERVE_KEYS',
    help: 'keys that seal the state (secret)',
  },
  clients: {
    read: oneOf('known', 'any', 'registered'),
    env: 'JHE_CLIENTS',
    flag: 'which',
    default: 'known',
    help: 'hosts that may ask: known, any or registered',
  },
  clientHosts: {
    read: clientHosts,
    env: 'JHE_CLIENT_HOSTS',
    flag: 'list',
    default: '',
    help: 'more hosts for known',
  },
  accessLifetime: {
    read: duration('5min', '24h'),
    env: 'JHE_ACCESS_LIFETIME',
    flag: 'time',
    default: '8h',
    help: 'of an access token',
  },
  grantLifetime: {
    read: duration('1h', '365d'),
    env: 'JHE_GRANT_LIFETIME',
    flag: 'time',
    default: '90d',
    help: 'until a person signs in again',
  },
  acceptJheTokens: {
    read: oneOf('off', 'mcp'),
    env: 'JHE_ACCEPT_JHE_TOKENS',
    flag: 'which',
    default: 'off',
    help: 'mcp: tokens of other JHE clients with that scope',
  },
  rate: {
    read: rate,
    env: 'JHE_RATE',
    flag: 'n/min',
    default: '120/min',
    help: 'calls of one person',
  },
  concurrency: {
    read: wholeNumber(1, 100),
    env: 'JHE_CONCURRENCY',
    flag: 'n',
    default: '4',
    help: 'calls of one person at a time',
  },
  queue: {
    read: wholeNumber(0, 100_000),
    env: 'JHE_QUEUE',
    flag: 'n',
    default: '200',
    help: 'calls that wait, of a process',
  },
  streams: {
    read: streams,
    env: 'JHE_STREAMS',
    flag: 'n/n',
    default: '8/2000',
    help: 'open streams of a person / of a process',
  },
  dbPool: {
    read: wholeNumber(2, 200),
    env: 'JHE_DB_POOL',
    flag: 'n',
    default: '10',
    help: 'connections to the database',
  },
  drain: {
    read: drain,
    env: 'JHE_DRAIN',
    flag: 's/s',
    default: '5s/25s',
    help: 'notice to the balancer / for running calls',
  },
  trustedProxies: {
    read: listOfWords,
    env: 'JHE_TRUSTED_PROXIES',
    flag: 'cidrs',
    default: '127.0.0.0/8,::1/128',
    help: 'whose X-Forwarded-For counts',
  },
  allowedOrigins: {
    read: allowedOrigins,
    env: 'JHE_ALLOWED_ORIGINS',
    flag: 'list',
    default: '',
    help: 'more browser origins',
  },
  tlsCert: {
    read: anyText,
    env: 'JHE_TLS_CERT',
    flag: 'file',
    help: 'certificate, where no proxy ends TLS',
  },
  tlsKey: { read: anyText, env: 'JHE_TLS_KEY', flag: 'file', help: 'its key' },
} satisfies SettingsTable

/** The settings of `jhe-mcp serve`; durations are seconds, rates calls a minute. */
export type ServeConfig = ConfigOf<typeof table>

/** The settings table of `jhe-mcp serve`. */
export const serveSettings: readonly NamedSetting[] = settingsOf(table)

/**
 * The configuration of `jhe-mcp serve`: flag before environment before default.
 * @throws JheError CONFIG_INVALID naming the flag or the variable, never its value.
 */
export function loadServeConfig(sources: ConfigSources): ServeConfig {
  return readSettings(table, sources, 'jhe-mcp serve --help')
}

/**
 * A setting that `serve` cannot do without.
 * @throws JheError CONFIG_INVALID naming the variable.
 */
export function needServe<K extends keyof ServeConfig>(
  config: ServeConfig,
  name: K,
): NonNullable<ServeConfig[K]> {
  const row = serveSettings.find((s) => s.name === name)
  return needed(
    config[name] ?? undefined,
    row,
    ', or try `jhe-mcp demo --http`, which needs no settings',
  )
}

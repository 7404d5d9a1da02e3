import {
  anyText,
  databaseConnection,
  duration,
  listOfIds,
  matching,
  oneId,
  oneOf,
  onOff,
  webAddress,
  where,
  wholeNumber,
  type Reader,
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

const redirectUri = where(
  matching(
    /^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):\d{1,5}\/[\w./-]*$/,
    'must be http://, a loopback host (localhost, 127.0.0.1 or [::1]), a port and a path, like http://localhost:8765/callback',
  ),
  (text) => URL.canParse(text),
  'must have a port from 1 to 65535',
)

/** Ids, or the word that lets the person choose. */
const studies: Reader<number[] | 'ask'> = (text) => {
  if (text === 'ask') return { value: 'ask' }
  const found = listOfIds(text)
  return 'fault' in found ? { fault: 'must be ids, like 30001,30002, or ask' } : found
}

/** Every setting there is, in the order of the help and the README. */
const table = {
  baseUrl: { read: webAddress, env: 'JHE_BASE_URL', flag: 'url', help: "JHE's address" },
  issuer: {
    read: webAddress,
    env: 'JHE_ISSUER',
    flag: 'url',
    help: 'issuer, when not <base url>/o',
  },
  clientId: {
    read: matching(/^[\x21-\x7e]+$/, 'must be the id of the OAuth client'),
    env: 'JHE_CLIENT_ID',
    flag: 'id',
    help: 'public OAuth client of JHE',
  },
  // read by db/connection-url.ts, once it is needed
  dbConn: {
    read: databaseConnection,
    env: 'JHE_DB_CONN',
    help: "JHE's PostgreSQL, as psql takes it (secret)",
  },
  dbMaxLag: {
    read: duration('0s', '1h'),
    env: 'JHE_DB_MAX_LAG',
    flag: 'time',
    default: '10s',
    help: 'how old a standby may be; 0s: primary only',
  },
  redirectUri: {
    read: redirectUri,
    env: 'JHE_REDIRECT_URI',
    flag: 'url',
    default: 'http://localhost:8765/callback',
    help: 'as registered',
  },
  scopes: {
    read: where(
      matching(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, 'must be OAuth scopes with one space between'),
      (text) => text.split(' ').includes('openid'),
      'must contain openid',
    ),
    env: 'JHE_SCOPES',
    flag: 'list',
    default: 'openid',
    help: 'OAuth scopes to ask for',
  },
  tokenStore: {
    read: oneOf('auto', 'keychain', 'file'),
    env: 'JHE_TOKEN_STORE',
    flag: 'kind',
    default: 'auto',
    help: 'auto, keychain or file',
  },
  tokenDir: {
    read: anyText,
    env: 'JHE_TOKEN_DIR',
    flag: 'folder',
    default: '~/.jhe_mcp',
    help: 'folder of the session file',
  },
  login: {
    read: oneOf('auto', 'manual'),
    env: 'JHE_LOGIN',
    flag: 'when',
    default: 'auto',
    help: 'auto, or manual: opens no browser',
  },
  permissions: {
    read: oneOf('auto', 'claims', 'database'),
    env: 'JHE_PERMISSIONS',
    flag: 'source',
    default: 'auto',
    help: 'auto, claims or database',
  },
  consent: {
    read: oneOf('enforce', 'off'),
    env: 'JHE_CONSENT',
    flag: 'rule',
    default: 'enforce',
    help: 'enforce, or off: as JHE reads',
  },
  maxRows: {
    read: wholeNumber(1, 1000),
    env: 'JHE_MAX_ROWS',
    flag: 'n',
    default: '1000',
    help: 'most rows in one answer',
  },
  maxBytes: {
    read: wholeNumber(2000, 10_000_000),
    env: 'JHE_MAX_BYTES',
    flag: 'n',
    default: '60000',
    help: 'most bytes in one answer',
  },
  statementTimeout: {
    read: wholeNumber(100, 600_000),
    env: 'JHE_STATEMENT_TIMEOUT',
    flag: 'ms',
    default: '15000',
    help: 'most ms for a statement',
  },
  requireSafeRole: {
    read: onOff,
    env: 'JHE_REQUIRE_SAFE_ROLE',
    flag: 'on',
    default: 'off',
    help: 'refuse a role that can write',
  },
  auditLog: {
    read: anyText,
    env: 'JHE_AUDIT_LOG',
    flag: 'file',
    default: '~/.jhe_mcp/audit.jsonl',
    help: 'audit trail',
  },
  study: {
    read: studies,
    env: 'JHE_STUDY',
    flag: 'ids',
    help: 'only these studies; ask: you choose',
  },
  patient: { read: oneId, env: 'JHE_PATIENT', flag: 'id', help: 'only this patient' },
  // read by permissions/scope.ts
  scope: {
    read: anyText,
    env: 'JHE_SCOPE',
    flag: 'scopes',
    help: 'only what these SMART scopes give',
  },
  // read by auth/delegation
  grant: { read: anyText, env: 'JHE_GRANT', help: 'token of `jhe-mcp delegate` (secret)' },
  tools: {
    read: anyText,
    env: 'JHE_TOOLS',
    flag: 'list',
    default: 'default',
    help: 'toolsets and tools on offer',
  },
  brakePatientsPerHour: {
    read: wholeNumber(1, 100_000),
    env: 'JHE_BRAKE_PATIENTS_PER_HOUR',
    flag: 'n',
    default: '50',
    help: 'most different patients in an hour',
  },
  brakePatientsPerDay: {
    read: wholeNumber(1, 100_000),
    env: 'JHE_BRAKE_PATIENTS_PER_DAY',
    flag: 'n',
    default: '200',
    help: 'most different patients in a day',
  },
  brakeRowsPerHour: {
    read: wholeNumber(1, 100_000_000),
    env: 'JHE_BRAKE_ROWS_PER_HOUR',
    flag: 'n',
    default: '20000',
    help: 'most rows of patients in an hour',
  },
  canaries: {
    read: listOfIds,
    env: 'JHE_CANARIES',
    flag: 'ids',
    help: 'patients who are nobody: an alarm',
  },
  logLevel: {
    read: oneOf('error', 'warn', 'info', 'debug'),
    env: 'JHE_LOG_LEVEL',
    flag: 'level',
    default: 'warn',
    help: 'error, warn, info or debug',
  },
} satisfies SettingsTable

export type Config = ConfigOf<typeof table>

/** The settings table: name, variable, flag, default and help of every setting. */
export const settings: readonly NamedSetting[] = settingsOf(table)

/** The settings of the brake, with its canaries. */
export const brakeSettings: readonly NamedSetting[] = settings.filter(
  ({ name }) => name.startsWith('brake') || name === 'canaries',
)

/** Where each setting's value comes from, by its variable; the values stay untold. */
export type SettingSources = Readonly<Record<string, 'flag' | 'env' | 'default' | 'unset'>>

/** Whether somebody wrote a setting: most have a default, so that its value does not tell. */
export const isWritten = (sources: SettingSources, { env }: Pick<NamedSetting, 'env'>): boolean =>
  ['flag', 'env'].includes(sources[env] ?? 'unset')

/** @returns where the value of each setting comes from, by its variable */
export function settingSources({ flags, env }: Omit<ConfigSources, 'home'>): SettingSources {
  const sourceOf = ({ name, env: variable, default: standard }: (typeof settings)[number]) => {
    if (typeof flags[name] === 'string') return 'flag'
    if ((env[variable] ?? '') !== '') return 'env'
    return standard === undefined ? 'unset' : 'default'
  }
  return Object.fromEntries(settings.map((row) => [row.env, sourceOf(row)]))
}

/**
 * The configuration: flag before environment before default.
 * @throws JheError CONFIG_INVALID naming the flag or the variable, never its value.
 */
export function loadConfig(sources: ConfigSources): Config {
  return readSettings(table, sources, 'jhe-mcp --help')
}

/**
 * A setting that the command at hand cannot do without.
 * @throws JheError CONFIG_INVALID naming the variable.
 */
export function need<K extends keyof Config>(config: Config, name: K): NonNullable<Config[K]> {
  const row = settings.find((s) => s.name === name)
  return needed(config[name] ?? undefined, row, ', or try `jhe-mcp demo`, which needs no settings')
}

/** The issuer whose tokens are accepted: `JHE_ISSUER`, else `<base url>/o` (JHE's mount of its OAuth server). */
export function issuerOf(config: Config): string {
  return config.issuer ?? `${need(config, 'baseUrl')}/o`
}

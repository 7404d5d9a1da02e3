import { z } from 'zod'

import {
  databaseConnection,
  duration,
  listOfIds,
  needed,
  oneId,
  oneOf,
  onOff,
  readSettings,
  settingsOf,
  webAddress,
  wholeNumber,
  type ConfigSources,
  type NamedSetting,
  type Setting,
} from './settings.js'

const redirectUri = z
  .string()
  .regex(
    /^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):\d{1,5}\/[\w./-]*$/,
    'must be http://, a loopback host (localhost, 127.0.0.1 or [::1]), a port and a path, like http://localhost:8765/callback',
  )
  .refine((text) => URL.canParse(text), 'must have a port from 1 to 65535')

const rows = z.registry<Setting>()

/** Every setting there is, in the order of the help and the README. */
const configSchema = z.object({
  baseUrl: webAddress
    .optional()
    .register(rows, { env: 'JHE_BASE_URL', flag: 'url', help: "JHE's address" }),
  issuer: webAddress.optional().register(rows, {
    env: 'JHE_ISSUER',
    flag: 'url',
    help: 'issuer, when not <base url>/o',
  }),
  clientId: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be the id of the OAuth client')
    .optional()
    .register(rows, {
      env: 'JHE_CLIENT_ID',
      flag: 'id',
      help: 'public OAuth client of JHE',
    }),
  // read by db/connection-url.ts, once it is needed
  dbConn: databaseConnection.optional().register(rows, {
    env: 'JHE_DB_CONN',
    help: "JHE's PostgreSQL, as psql takes it (secret)",
  }),
  dbMaxLag: duration('0s', '1h').register(rows, {
    env: 'JHE_DB_MAX_LAG',
    flag: 'time',
    default: '10s',
    help: 'how old a standby may be; 0s: primary only',
  }),
  redirectUri: redirectUri.register(rows, {
    env: 'JHE_REDIRECT_URI',
    flag: 'url',
    default: 'http://localhost:8765/callback',
    help: 'as registered',
  }),
  scopes: z
    .string()
    .regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, 'must be OAuth scopes with one space between')
    .refine((text) => text.split(' ').includes('openid'), 'must contain openid')
    .register(rows, {
      env: 'JHE_SCOPES',
      flag: 'list',
      default: 'openid',
      help: 'OAuth scopes to ask for',
    }),
  tokenStore: oneOf('auto', 'keychain', 'file').register(rows, {
    env: 'JHE_TOKEN_STORE',
    flag: 'kind',
    default: 'auto',
    help: 'auto, keychain or file',
  }),
  tokenDir: z.string().register(rows, {
    env: 'JHE_TOKEN_DIR',
    flag: 'folder',
    default: '~/.jhe_mcp',
    help: 'folder of the session file',
  }),
  login: oneOf('auto', 'manual').register(rows, {
    env: 'JHE_LOGIN',
    flag: 'when',
    default: 'auto',
    help: 'auto, or manual: opens no browser',
  }),
  permissions: oneOf('auto', 'claims', 'database').register(rows, {
    env: 'JHE_PERMISSIONS',
    flag: 'source',
    default: 'auto',
    help: 'auto, claims or database',
  }),
  consent: oneOf('enforce', 'off').register(rows, {
    env: 'JHE_CONSENT',
    flag: 'rule',
    default: 'enforce',
    help: 'enforce, or off: as JHE reads',
  }),
  maxRows: wholeNumber(1, 1000).register(rows, {
    env: 'JHE_MAX_ROWS',
    flag: 'n',
    default: '1000',
    help: 'most rows in one answer',
  }),
  maxBytes: wholeNumber(2000, 10_000_000).register(rows, {
    env: 'JHE_MAX_BYTES',
    flag: 'n',
    default: '60000',
    help: 'most bytes in one answer',
  }),
  statementTimeout: wholeNumber(100, 600_000).register(rows, {
    env: 'JHE_STATEMENT_TIMEOUT',
    flag: 'ms',
    default: '15000',
    help: 'most ms for a statement',
  }),
  requireSafeRole: onOff.register(rows, {
    env: 'JHE_REQUIRE_SAFE_ROLE',
    flag: 'on',
    default: 'off',
    help: 'refuse a role that can write',
  }),
  auditLog: z.string().register(rows, {
    env: 'JHE_AUDIT_LOG',
    flag: 'file',
    default: '~/.jhe_mcp/audit.jsonl',
    help: 'audit trail',
  }),
  study: z
    .union([z.literal('ask'), listOfIds], 'must be ids, like 30001,30002, or ask')
    .optional()
    .register(rows, {
      env: 'JHE_STUDY',
      flag: 'ids',
      help: 'only these studies; ask: you choose',
    }),
  patient: oneId.optional().register(rows, {
    env: 'JHE_PATIENT',
    flag: 'id',
    help: 'only this patient',
  }),
  // read by permissions/scope.ts
  scope: z.string().optional().register(rows, {
    env: 'JHE_SCOPE',
    flag: 'scopes',
    help: 'only what these SMART scopes give',
  }),
  // read by auth/delegation
  grant: z.string().optional().register(rows, {
    env: 'JHE_GRANT',
    help: 'token of `jhe-mcp delegate` (secret)',
  }),
  tools: z.string().register(rows, {
    env: 'JHE_TOOLS',
    flag: 'list',
    default: 'default',
    help: 'toolsets and tools on offer',
  }),
  brakePatientsPerHour: wholeNumber(1, 100_000).register(rows, {
    env: 'JHE_BRAKE_PATIENTS_PER_HOUR',
    flag: 'n',
    default: '50',
    help: 'most different patients in an hour',
  }),
  brakePatientsPerDay: wholeNumber(1, 100_000).register(rows, {
    env: 'JHE_BRAKE_PATIENTS_PER_DAY',
    flag: 'n',
    default: '200',
    help: 'most different patients in a day',
  }),
  brakeRowsPerHour: wholeNumber(1, 100_000_000).register(rows, {
    env: 'JHE_BRAKE_ROWS_PER_HOUR',
    flag: 'n',
    default: '20000',
    help: 'most rows of patients in an hour',
  }),
  canaries: listOfIds.optional().register(rows, {
    env: 'JHE_CANARIES',
    flag: 'ids',
    help: 'patients who are nobody: an alarm',
  }),
  logLevel: oneOf('error', 'warn', 'info', 'debug').register(rows, {
    env: 'JHE_LOG_LEVEL',
    flag: 'level',
    default: 'warn',
    help: 'error, warn, info or debug',
  }),
})

export type Config = z.output<typeof configSchema>

/** The settings table: name, variable, flag, default and help of every setting. */
export const settings: readonly NamedSetting[] = settingsOf(configSchema.shape, rows)

/** The settings of the brake, with its canaries. */
export const brakeSettings: readonly NamedSetting[] = settings.filter(
  ({ name }) => name.startsWith('brake') || name === 'canaries',
)

/** Where each setting's value comes from, by its variable; the values stay untold. */
export type SettingSources = Readonly<Record<string, 'flag' | 'env' | 'default' | 'unset'>>

/** Whether somebody wrote a setting: most have a default, so that its value does not tell. */
export const isWritten = (sources: SettingSources, { env }: Pick<Setting, 'env'>): boolean =>
  ['flag', 'env'].includes(sources[env] ?? 'unset')

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
  return readSettings(configSchema, settings, sources, 'jhe-mcp --help')
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

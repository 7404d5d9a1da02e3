import { passwordsIn } from '../db/conninfo/mask.js'
import { readText } from '../db/conninfo/read-text.js'
import type { DoctorContext } from './context.js'

/** Removes secrets and private values from a text. */
export type Redact = (text: string) => string

interface Hidden {
  readonly text: string
  readonly as: string
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * As a whole word: a database called `jhe` must not blank out half the report, nor what stands for
 * another value (`<jhe>`).
 */
const wholeWord = (text: string): RegExp => {
  const word = escape(text)
  return new RegExp(`(?<![\\w.-])(?!(?<=<)${word}>)${word}(?![\\w-])(?!\\.\\w)`, 'g')
}

const tooCommon = ['localhost', '127.0.0.1', '::1', '[::1]', 'postgres', 'jhe-mcp', '']

const attempt = <T>(get: () => T): T | undefined => {
  try {
    return get()
  } catch {
    return undefined
  }
}

const hostsOf = (address: unknown): readonly string[] => {
  if (typeof address !== 'string' || !URL.canParse(address)) return []
  const { host, hostname } = new URL(address)
  return [host, hostname]
}

/** Values that only `--verbose` shows: hosts, accounts and paths. */
const privateParts = ({ runtime: { env, home, machine }, flags }: DoctorContext): Hidden[] => {
  const jhe = [flags['baseUrl'], flags['issuer'], env['JHE_BASE_URL'], env['JHE_ISSUER']]
  const served = [flags['publicUrl'], env['JHE_PUBLIC_URL']]
  const client = [flags['clientId'], env['JHE_CLIENT_ID']]
  const database = env['JHE_DB_CONN']
  const named = attempt(() => readText(database ?? ''))
  const part = (name: string, variable: string): string[] => [
    named?.get(name) ?? '',
    env[variable] ?? '',
  ]
  const places = [
    ...part('host', 'PGHOST'),
    ...part('hostaddr', 'PGHOSTADDR'),
    ...part('dbname', 'PGDATABASE'),
  ]
  return [
    ...jhe.flatMap(hostsOf).map((text) => ({ text, as: '<jhe>' })),
    ...served.flatMap(hostsOf).map((text) => ({ text, as: '<public>' })),
    ...hostsOf(env['JHE_PEER_URL']).map((text) => ({ text, as: '<peer>' })),
    ...hostsOf(env['JHE_STATE_CONN']).map((text) => ({ text, as: '<state>' })),
    ...client.map((text) => ({ text: typeof text === 'string' ? text : '', as: '<client>' })),
    ...hostsOf(database).map((text) => ({ text, as: '<database>' })),
    ...places.map((text) => ({ text, as: '<database>' })),
    ...part('user', 'PGUSER').map((text) => ({ text, as: '<user>' })),
    { text: home, as: '~' },
    { text: machine.hostname, as: '<computer>' },
  ]
}

const remoteParts = (host = ''): Hidden[] =>
  [host, host.replace(/:\d+$/, '')].map((text) => ({ text, as: '<server>' }))

const secretParts = ({ runtime: { env } }: DoctorContext): Hidden[] => {
  const addresses = ['JHE_DB_CONN', 'JHE_STATE_CONN'].map((name) => env[name] ?? '')
  const texts = [
    ...addresses,
    ...addresses.flatMap(passwordsIn),
    env['PGPASSWORD'] ?? '',
    env['JHE_CLIENT_SECRET'] ?? '',
    ...(env['JHE_SERVE_KEYS'] ?? '').split(/[\s,]+/),
  ]
  return texts.map((text) => ({ text, as: '[secret]' }))
}

const patterns: readonly (readonly [RegExp, string])[] = [
  // but not of the form that advice shows
  [/\b(\w+:\/\/)(?!user:password@host\b)[^\s/@]+@/g, '$1[secret]@'],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]+)?/g, '[secret]'],
]

/**
 * The redaction of every text of a report.
 * @param verbose keeps hosts, the account and paths; never secrets
 * @param remoteHost host of a server elsewhere
 */
export function createRedact(
  context: DoctorContext,
  verbose: boolean,
  remoteHost?: string,
): Redact {
  const remote = remoteParts(remoteHost)
  const hidden = [
    ...secretParts(context),
    ...(verbose ? [] : [...privateParts(context), ...remote]),
  ]
    // as settings are read: without blanks around
    .map(({ text, as }) => ({ text: text.trim(), as }))
    .filter(({ text }) => !tooCommon.includes(text))
    .toSorted((a, b) => b.text.length - a.text.length)
    .map(({ text, as }) => [wholeWord(text), as] as const)
  return (text) =>
    [...hidden, ...patterns].reduce((left, [form, as]) => left.replace(form, as), text)
}

import { z } from 'zod'

import { JheError } from './errors.js'

/** What the help, the README and the error messages say of a setting. */
export interface Setting {
  readonly env: `JHE_${string}`
  /** Placeholder shown in the help; absent for a secret, which may not be a flag. */
  readonly flag?: string
  readonly default?: string
  readonly help: string
}

/** A setting with the name of its value in the configuration. */
export interface NamedSetting extends Setting {
  readonly name: string
}

export interface ConfigSources {
  /** Values of the command line by setting name. */
  readonly flags: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Home folder that a leading `~` stands for. */
  readonly home: string
}

/** A whole number between two bounds, both included. */
export const wholeNumber = (low: number, high: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= low && n <= high, `must be from ${String(low)} to ${String(high)}`)

/** An id of JHE: a whole number from 1 on. */
const idForm = /^[1-9]\d{0,15}$/
const isId = (text: string): boolean => idForm.test(text) && Number.isSafeInteger(Number(text))

/** One id of JHE. */
export const oneId = z.string().trim().refine(isId, 'must be one id, like 40001').transform(Number)

/** Ids of JHE with commas or blanks between; at least one. */
export const listOfIds = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''))
  .refine((words) => words.length > 0 && words.every(isId), 'must be ids, like 30001,30002')
  .transform((words) => words.map(Number))

const secondsIn: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86_400 }
const durationForm = /^(\d{1,6})(s|min|h|d)$/

const secondsOf = (text: string): number => {
  const [, amount = '0', unit = 's'] = durationForm.exec(text) ?? []
  return Number(amount) * (secondsIn[unit] ?? 1)
}

/** A duration like `8h` between two others, both included, in seconds. */
export const duration = (low: string, high: string): z.ZodType<number, string> =>
  z
    .string()
    .regex(durationForm, 'must be a number and s, min, h or d, like 8h')
    .transform(secondsOf)
    .refine((n) => n >= secondsOf(low) && n <= secondsOf(high), `must be from ${low} to ${high}`)

/** One of some words. */
export const oneOf = <const T extends string>(...values: T[]): z.ZodType<T> =>
  z.enum(values, `must be one of: ${values.join(', ')}`)

/** A switch. */
export const onOff = z
  .enum(['1', '0', 'true', 'false', 'on', 'off'], 'must be on or off')
  .transform((text) => ['1', 'true', 'on'].includes(text))

/** Another kind of database is refused here; all else is read by `db/conninfo` once it is needed. */
const foreignScheme = /^(?!postgres|jdbc)[a-z][\w+.-]*:\/\//i

/** A connection string of PostgreSQL. */
export const databaseConnection = z
  .string()
  .refine(
    (text) => !foreignScheme.test(text),
    'must be a PostgreSQL connection string, like postgresql://user@host:5432/jhe?sslmode=verify-full',
  )

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]']

const isHttpsOrLoopback = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return false
  return (
    url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHosts.includes(url.hostname))
  )
}

/** An https address, or http on this machine, without slashes at its end. */
export const webAddress = z
  .string()
  .refine(isHttpsOrLoopback, 'must be an https:// address (http:// only on this machine)')
  .transform((text) => text.replace(/\/+$/, ''))

/** The settings of a schema whose fields are registered in `rows`, in the order of the schema. */
export const settingsOf = (
  shape: Readonly<Record<string, z.ZodType>>,
  rows: z.core.$ZodRegistry<Setting>,
): readonly NamedSetting[] =>
  Object.entries(shape).flatMap(([name, type]) => {
    const row = rows.get(type)
    return row === undefined ? [] : [{ name, ...row }]
  })

/** `--base-url` for `baseUrl`. */
export const flagOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`

const unexpanded = /\$\{[^}]*\}|^\$[A-Za-z_]\w*$|^%[^%]+%$/

/** Whether a value is a placeholder that a host did not fill in. */
export const holdsPlaceholder = (text: string): boolean => unexpanded.test(text)

interface Given {
  readonly label: string
  readonly text: string | undefined
}

const given = (row: NamedSetting, { flags, env, home }: ConfigSources): Given => {
  const flag = flags[row.name]
  const fromEnv = env[row.env]
  const label = typeof flag === 'string' ? flagOf(row.name) : row.env
  const text = typeof flag === 'string' ? flag : fromEnv === '' ? undefined : fromEnv
  if (text !== undefined && holdsPlaceholder(text)) {
    throw new JheError(
      'CONFIG_INVALID',
      `${label} still holds a placeholder: the host did not fill in the variable.`,
      "Write the value itself into the host's configuration, or define the variable where the host starts.",
    )
  }
  return { label, text: (text ?? row.default)?.replace(/^~(?=$|[\\/])/, home) }
}

/**
 * Reads the settings of a schema: flag before environment before default.
 * @param help the command that lists them
 * @throws JheError CONFIG_INVALID naming the flag or the variable, never its value.
 */
export function readSettings<Schema extends z.ZodType>(
  schema: Schema,
  rows: readonly NamedSetting[],
  sources: ConfigSources,
  help: string,
): z.output<Schema> {
  const found = new Map(rows.map((row) => [row.name, given(row, sources)]))
  const raw = Object.fromEntries([...found].map(([name, { text }]) => [name, text]))
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const label = found.get(String(issue?.path[0]))?.label ?? 'The configuration'
  throw new JheError(
    'CONFIG_INVALID',
    `${label} ${issue?.message ?? 'is not valid'}.`,
    `Correct ${label}; \`${help}\` lists every setting.`,
  )
}

/**
 * A setting that the command at hand cannot do without.
 * @param elsewhere what to do instead, added to the hint
 * @throws JheError CONFIG_INVALID naming the variable.
 */
export function needed<T>(value: T | undefined, row: Setting | undefined, elsewhere: string): T {
  if (value !== undefined) return value
  throw new JheError(
    'CONFIG_INVALID',
    `${row?.env ?? 'A setting'} is not set: ${row?.help ?? ''}.`,
    `Set ${row?.env ?? 'it'} in the host's configuration or the environment${elsewhere}.`,
  )
}

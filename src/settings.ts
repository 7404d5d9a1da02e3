import { JheError } from './errors.js'
import type { Reader } from './setting-readers.js'

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

/** A setting and how its text is read. */
export interface ReadSetting<T> extends Setting {
  readonly read: Reader<T>
}

/** Settings by the names of their values. */
export type SettingsTable = Readonly<Record<string, ReadSetting<unknown>>>

type ValueOf<Row> = Row extends ReadSetting<infer T> ? T : never
type WithDefault<Table> = {
  [Name in keyof Table as Table[Name] extends { default: string } ? Name : never]: ValueOf<
    Table[Name]
  >
}
type WithoutDefault<Table> = {
  [Name in keyof Table as Table[Name] extends { default: string } ? never : Name]?:
    ValueOf<Table[Name]> | undefined
}

/** The values of a table's settings; one without a default may be missing. */
export type ConfigOf<Table extends SettingsTable> = WithDefault<Table> & WithoutDefault<Table>

/** The settings of a table, in its order. */
export const settingsOf = (table: SettingsTable): readonly NamedSetting[] =>
  Object.entries(table).map(([name, row]) => ({ name, ...row }))

/** `--base-url` for `baseUrl`. */
export const flagOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`

const unexpanded = /\$\{[^}]*\}|^\$[A-Za-z_]\w*$|^%[^%]+%$/

/** Whether a value is a placeholder that a host did not fill in. */
export const holdsPlaceholder = (text: string): boolean => unexpanded.test(text)

/** Whether quotation marks around a value are a part of it, as in files that no shell reads. */
const isQuoted = (text: string): boolean => /^(["'`]).*\1$/s.test(text)

const filled = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

interface Given {
  readonly label: string
  readonly text: string | undefined
}

const given = (row: NamedSetting, { flags, env, home }: ConfigSources): Given => {
  const flag = flags[row.name]
  const fromEnv = env[row.env]
  const label = typeof flag === 'string' ? flagOf(row.name) : row.env
  const text = typeof flag === 'string' ? flag.trim() : filled(fromEnv?.trim())
  if (text !== undefined && isQuoted(text)) {
    throw new JheError(
      'CONFIG_INVALID',
      `${label} stands in quotation marks.`,
      'Leave the quotation marks out: whoever filled it in did not take them away.',
    )
  }
  if (text !== undefined && holdsPlaceholder(text)) {
    throw new JheError(
      'CONFIG_INVALID',
      `${label} still holds a placeholder: the host did not fill in the variable.`,
      "Write the value itself into the host's configuration, or define the variable where the host starts.",
    )
  }
  return { label, text: (text ?? row.default)?.replace(/^~(?=$|[\\/])/, home) }
}

const invalid = (label: string, fault: string, help: string): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `${label} ${fault}.`,
    `Correct ${label}; \`${help}\` lists every setting.`,
  )

/** Whether every setting of a table was read, by its own reader. */
const isOfTable = <Table extends SettingsTable>(
  values: object,
  table: Table,
): values is ConfigOf<Table> => Object.keys(table).every((name) => Object.hasOwn(values, name))

/**
 * Reads the settings of a table: flag before environment before default.
 * @param help the command that lists them
 * @throws JheError CONFIG_INVALID naming the flag or the variable, never its value.
 */
export function readSettings<Table extends SettingsTable>(
  table: Table,
  sources: ConfigSources,
  help: string,
): ConfigOf<Table> {
  const rows = Object.entries(table)
  const texts = rows.map(([name, row]) => ({ name, row, ...given({ name, ...row }, sources) }))
  const values = Object.fromEntries(
    texts.map(({ name, row, label, text }) => {
      const found = text === undefined ? { value: undefined } : row.read(text)
      if ('fault' in found) throw invalid(label, found.fault, help)
      return [name, found.value]
    }),
  )
  if (!isOfTable(values, table)) throw invalid('The configuration', 'is not valid', help)
  return values
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

import { settings } from '../config.js'
import { flagOf, type NamedSetting } from '../settings.js'

/** A settings table as the help shows it: flag, variable, meaning and default. */
export function settingsTable(of: readonly NamedSetting[]): string {
  const rows = of.map(({ name, env, flag, help, default: standard }) => [
    flag === undefined ? '(no flag)' : `${flagOf(name)} <${flag}>`,
    env,
    standard === undefined || standard === '' ? help : `${help} [${standard}]`,
  ])
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const lines = rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '),
  )
  return ['Settings (flag before variable before default):', ...lines.map((l) => `  ${l}`)].join(
    '\n',
  )
}

/** The settings of the whole program. */
export const settingsHelp = (): string => settingsTable(settings)

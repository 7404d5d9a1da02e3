import { settings } from '../config.js'
import { flagOf } from '../settings.js'

/** The settings table as the help shows it: flag, variable, meaning and default. */
export function settingsHelp(): string {
  const rows = settings.map(({ name, env, flag, help, default: standard }) => [
    flag === undefined ? '(no flag)' : `${flagOf(name)} <${flag}>`,
    env,
    standard === undefined ? help : `${help} [${standard}]`,
  ])
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const lines = rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '),
  )
  return ['Settings (flag before variable before default):', ...lines.map((l) => `  ${l}`)].join(
    '\n',
  )
}

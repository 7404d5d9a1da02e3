import { commandRewriterOf } from '../../app/command-rewriter.js'
import type { CommandContext } from '../../app/runtime.js'
import { maskPassword } from '../../db/conninfo/mask.js'
import { withEntry } from '../edit-entry.js'
import type { FoundFile } from '../hosts/host-file.js'
import type { Host } from '../hosts/host.js'
import { holdsPassword } from '../server-env.js'
import type { AskedServer, ServerFlags } from '../server-flags.js'
import type { Wanted } from '../wanted.js'

export interface SetupFlags extends ServerFlags {
  /** Also the format in which to show it, for a host that is not known. */
  readonly print?: boolean | string
  readonly remove?: boolean
  readonly demo?: boolean
  readonly name?: string
  /** The host's file, where it is not the usual one. */
  readonly file?: string
  readonly allowReadable?: boolean
}

/** One entry of one file. */
export interface Task {
  readonly command: CommandContext
  readonly host: Host
  readonly wanted: Wanted
  /** Undefined for a server on this computer. */
  readonly server: AskedServer | undefined
  readonly label: string
  readonly found: FoundFile
}

/** Says what was done, in words that work in this installation. */
export const tell = ({ command, found, label }: Task, lines: readonly string[]): void => {
  const { runtime } = command
  const notes = found.isLinked ? [`  link      ${label} points at ${found.path}`] : []
  runtime.stdout.write(commandRewriterOf(runtime)(`${[...lines, ...notes].join('\n')}\n`))
}

/** Shows the entry alone, without a password; nothing is written. */
export const print = ({ command, host, wanted, label }: Task, name: string): void => {
  const { runtime } = command
  const address = wanted.env['JHE_DB_CONN']
  const env = address === undefined ? {} : { JHE_DB_CONN: maskPassword(address) }
  const shown = { ...wanted, name, env: { ...wanted.env, ...env } }
  runtime.stdout.write(withEntry('', host, shown, label))
  runtime.stderr.write(`For ${label}; nothing was written.\n`)
  if (holdsPassword(address))
    runtime.stderr.write('The password is left out: write it in the place of PASSWORD.\n')
}

export const mayHoldPassword =
  'Backups may hold the password of the database: delete those you do not need.'

import { parseArgs } from 'node:util'

/** The server elsewhere that an entry with `connect` is a bridge to. */
export interface Connection {
  /** As written; undefined where the entry names none. */
  readonly url: string | undefined
  readonly transport: string
  /** The file with the headers that the server wants; undefined where it needs none. */
  readonly headerFile: string | undefined
  /** The OAuth client that the server's administrator made; undefined where jhe-mcp registers one. */
  readonly clientId: string | undefined
}

const textOf = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/**
 * Reads what follows the program in an entry.
 * @param words the arguments of jhe-mcp
 * @param env the environment of the entry, which counts where a flag does not say it
 * @returns undefined where they do not begin a bridge
 */
export function connectionOf(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Connection | undefined {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: {
      url: { type: 'string' },
      transport: { type: 'string' },
      'header-file': { type: 'string' },
      'server-client-id': { type: 'string' },
    },
    strict: false,
    allowPositionals: true,
  })
  // flags before it may leave their values among the words
  const at = positionals.indexOf('connect')
  if (at < 0) return undefined
  return {
    url: positionals[at + 1] ?? textOf(values.url) ?? env['JHE_SERVER_URL'],
    transport: textOf(values.transport) ?? env['JHE_SERVER_TRANSPORT'] ?? 'auto',
    headerFile: textOf(values['header-file']) ?? env['JHE_SERVER_HEADER_FILE'],
    clientId: textOf(values['server-client-id']) ?? env['JHE_SERVER_CLIENT_ID'],
  }
}

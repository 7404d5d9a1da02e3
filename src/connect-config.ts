import { anyText, oneOf } from './setting-readers.js'
import {
  readSettings,
  settingsOf,
  type ConfigOf,
  type ConfigSources,
  type NamedSetting,
  type SettingsTable,
} from './settings.js'

/** Every setting of a server elsewhere: of `jhe-mcp connect`, and of the commands that take `--url`. */
const table = {
  url: {
    read: anyText,
    env: 'JHE_SERVER_URL',
    flag: 'url',
    help: 'address of a server elsewhere, like https://mcp.example.org/mcp',
  },
  transport: {
    read: oneOf('auto', 'http', 'sse'),
    env: 'JHE_SERVER_TRANSPORT',
    flag: 'kind',
    default: 'auto',
    help: 'auto, http (Streamable HTTP) or sse (HTTP with SSE)',
  },
  headerFile: {
    read: anyText,
    env: 'JHE_SERVER_HEADER_FILE',
    flag: 'file',
    help: 'headers for a server that wants a key, one a line',
  },
  serverClientId: {
    read: anyText,
    env: 'JHE_SERVER_CLIENT_ID',
    flag: 'id',
    help: 'OAuth client that its administrator made, or the https address of a client document',
  },
  serverClientSecret: {
    read: anyText,
    env: 'JHE_SERVER_CLIENT_SECRET',
    help: 'secret of that client',
  },
} satisfies SettingsTable

/** The settings of a server elsewhere. */
export type ConnectConfig = ConfigOf<typeof table>

/** The settings table of a server elsewhere. */
export const connectSettings: readonly NamedSetting[] = settingsOf(table)

/**
 * The configuration of a server elsewhere: flag before environment before default.
 * @throws JheError CONFIG_INVALID naming the flag or the variable, never its value.
 */
export function loadConnectConfig(sources: ConfigSources): ConnectConfig {
  return readSettings(table, sources, 'jhe-mcp connect --help')
}

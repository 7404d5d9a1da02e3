import { z } from 'zod'

import {
  oneOf,
  readSettings,
  settingsOf,
  type ConfigSources,
  type NamedSetting,
  type Setting,
} from './settings.js'

const rows = z.registry<Setting>()

/** Every setting of a server elsewhere: of `jhe-mcp connect`, and of the commands that take `--url`. */
const connectSchema = z.object({
  url: z.string().optional().register(rows, {
    env: 'JHE_SERVER_URL',
    flag: 'url',
    help: 'address of a server elsewhere, like https://mcp.example.org/mcp',
  }),
  transport: oneOf('auto', 'http', 'sse').register(rows, {
    env: 'JHE_SERVER_TRANSPORT',
    flag: 'kind',
    default: 'auto',
    help: 'auto, http (Streamable HTTP) or sse (HTTP with SSE)',
  }),
  headerFile: z.string().optional().register(rows, {
    env: 'JHE_SERVER_HEADER_FILE',
    flag: 'file',
    help: 'headers for a server that wants a key, one a line',
  }),
  serverClientId: z.string().optional().register(rows, {
    env: 'JHE_SERVER_CLIENT_ID',
    flag: 'id',
    help: 'OAuth client that its administrator made, or the https address of a client document',
  }),
  serverClientSecret: z.string().optional().register(rows, {
    env: 'JHE_SERVER_CLIENT_SECRET',
    help: 'secret of that client',
  }),
})

/** The settings of a server elsewhere. */
export type ConnectConfig = z.output<typeof connectSchema>

/** The settings table of a server elsewhere. */
export const connectSettings: readonly NamedSetting[] = settingsOf(connectSchema.shape, rows)

/**
 * The configuration of a server elsewhere: flag before environment before default.
 * @throws JheError CONFIG_INVALID naming the flag or the variable, never its value.
 */
export function loadConnectConfig(sources: ConfigSources): ConnectConfig {
  return readSettings(connectSchema, connectSettings, sources, 'jhe-mcp connect --help')
}

import { plain, type Host } from './host.js'
import { bareUrl } from './remote-shapes.js'

/** Desktop applications. Places and formats: the vendors' documentation of MCP servers, late 2026. */
export const desktopHosts = {
  'claude-desktop': {
    title: 'Claude Desktop',
    format: 'json',
    serversKey: 'mcpServers',
    shape: plain,
    files: ({ join, settings, packaged }) =>
      [...packaged, settings].map((folder) => join(folder, 'Claude', 'claude_desktop_config.json')),
    restart: 'Quit Claude Desktop (closing its window is not enough) and start it again',
  },
  'lm-studio': {
    title: 'LM Studio',
    format: 'jsonc',
    serversKey: 'mcpServers',
    shape: plain,
    remote: bareUrl,
    // older installations stay in the folder that they were made in
    files: ({ join, home }) => [
      join(home, '.lmstudio', 'mcp.json'),
      join(home, '.cache', 'lm-studio', 'mcp.json'),
    ],
    readsAny: true,
    restart: 'Restart LM Studio',
  },
} as const satisfies Readonly<Record<string, Host>>

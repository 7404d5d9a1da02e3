import { plain, typed, type Host } from './host.js'
import {
  asksToSignIn,
  httpUrl,
  remoteUrl,
  signInAt,
  signInBy,
  signInWithin,
  typedUrl,
} from './remote-shapes.js'

/**
 * Hosts that run in a terminal. Places and formats: each one's own program of late 2026, run or read;
 * of Goose, Kiro and Amazon Q their vendors' documentation.
 */
export const terminalHosts = {
  'claude-code': {
    title: 'Claude Code',
    format: 'json',
    serversKey: 'mcpServers',
    shape: typed,
    remote: { ...typedUrl, signIn: signInBy('claude mcp login') },
    files: ({ join, home, env }) => [join(env('CLAUDE_CONFIG_DIR') ?? home, '.claude.json')],
    keepsProjects: true,
    projectFile: '.mcp.json',
    restart: 'Start a new session of Claude Code',
  },
  codex: {
    title: 'Codex',
    format: 'toml',
    serversKey: 'mcp_servers',
    shape: plain,
    remote: {
      http: { constants: {}, url: ['url'] },
      headers: ['http_headers'],
      signIn: signInBy('codex mcp login'),
    },
    files: ({ join, home, env }) => [
      join(env('CODEX_HOME') ?? join(home, '.codex'), 'config.toml'),
    ],
    projectFile: '.codex/config.toml',
    restart: 'Start a new session of Codex',
  },
  'gemini-cli': {
    title: 'Gemini CLI',
    format: 'json-with-comments',
    serversKey: 'mcpServers',
    shape: plain,
    remote: { ...httpUrl, signIn: signInWithin('/mcp auth') },
    files: ({ join, home, env }) => [
      join(env('GEMINI_CLI_HOME') ?? home, '.gemini', 'settings.json'),
    ],
    projectFile: '.gemini/settings.json',
    restart: 'Start a new session of Gemini CLI',
  },
  'qwen-code': {
    title: 'Qwen Code',
    format: 'json-with-comments',
    serversKey: 'mcpServers',
    shape: plain,
    remote: { ...httpUrl, signIn: signInWithin('/mcp auth') },
    files: ({ join, home, env }) => [
      join(env('QWEN_HOME') ?? join(home, '.qwen'), 'settings.json'),
    ],
    projectFile: '.qwen/settings.json',
    restart: 'Start a new session of Qwen Code',
  },
  'copilot-cli': {
    title: 'Copilot CLI',
    format: 'jsonc',
    serversKey: 'mcpServers',
    shape: { ...plain, constants: { type: 'local', tools: ['*'] } },
    remote: {
      ...typedUrl,
      http: { constants: { type: 'http', tools: ['*'] }, url: ['url'] },
      sse: { constants: { type: 'sse', tools: ['*'] }, url: ['url'] },
      signIn: asksToSignIn,
    },
    files: ({ join, home, env }) => [
      join(env('COPILOT_HOME') ?? join(home, '.copilot'), 'mcp-config.json'),
    ],
    restart: 'Start a new session of Copilot CLI',
  },
  opencode: {
    title: 'OpenCode',
    format: 'jsonc',
    serversKey: 'mcp',
    shape: {
      constants: { type: 'local', enabled: true },
      command: ['command'],
      env: ['environment'],
    },
    remote: { ...remoteUrl, signIn: signInBy('opencode mcp auth') },
    // the same folder on every system; it reads and joins all of these files
    files: ({ join, xdg, env }) =>
      ['opencode.json', 'opencode.jsonc', 'config.json'].map((name) =>
        join(env('OPENCODE_CONFIG_DIR') ?? join(xdg, 'opencode'), name),
      ),
    readsAny: true,
    projectFile: 'opencode.json',
    restart: 'Start OpenCode again',
  },
  'cline-cli': {
    title: 'Cline CLI',
    format: 'json',
    serversKey: 'mcpServers',
    shape: {
      constants: { transport: { type: 'stdio' } },
      command: ['transport', 'command'],
      args: ['transport', 'args'],
      env: ['transport', 'env'],
    },
    remote: {
      http: { constants: { transport: { type: 'streamableHttp' } }, url: ['transport', 'url'] },
      sse: { constants: { transport: { type: 'sse' } }, url: ['transport', 'url'] },
      headers: ['transport', 'headers'],
      signIn: signInAt('its list of servers'),
    },
    files: ({ join, home, env }) => {
      const data = env('CLINE_DATA_DIR') ?? join(env('CLINE_DIR') ?? join(home, '.cline'), 'data')
      return [env('CLINE_MCP_SETTINGS_PATH') ?? join(data, 'settings', 'cline_mcp_settings.json')]
    },
    restart: 'Start Cline again',
  },
  goose: {
    title: 'Goose',
    format: 'yaml',
    serversKey: 'extensions',
    shape: {
      constants: {
        type: 'stdio',
        enabled: true,
        description: 'Health studies in JupyterHealth Exchange',
      },
      isNamed: true,
      command: ['cmd'],
      args: ['args'],
      env: ['envs'],
    },
    remote: {
      http: {
        constants: {
          type: 'streamable_http',
          enabled: true,
          description: 'Health studies in JupyterHealth Exchange',
        },
        url: ['uri'],
      },
      headers: ['headers'],
      signIn: asksToSignIn,
    },
    files: ({ join, xdg, windows, env }) => {
      const root = env('GOOSE_PATH_ROOT')
      if (root !== undefined) return [join(root, 'config', 'config.yaml')]
      return [
        windows === undefined
          ? join(xdg, 'goose', 'config.yaml')
          : join(windows, 'Block', 'goose', 'config', 'config.yaml'),
      ]
    },
    restart: 'Start a new session of Goose',
  },
  'amazon-q': {
    title: 'Amazon Q',
    format: 'json',
    serversKey: 'mcpServers',
    shape: plain,
    remote: {
      http: { constants: { type: 'http' }, url: ['url'] },
      headers: ['headers'],
      signIn: () => 'type `/mcp` in a session and open the address that it shows, to sign in',
    },
    files: ({ join, home }) => [join(home, '.aws', 'amazonq', 'mcp.json')],
    projectFile: '.amazonq/mcp.json',
    restart: 'Start Amazon Q again',
  },
} as const satisfies Readonly<Record<string, Host>>

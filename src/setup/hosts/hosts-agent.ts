import { plain, typed, type Host } from './host.js'
import { asksToSignIn, bareUrl, signInBy, signInWithin, typedUrl } from './remote-shapes.js'

/** Further agents in a terminal. Places and formats: the vendors' documentation, late 2026. */
export const agentHosts = {
  'kimi-cli': {
    title: 'Kimi CLI',
    format: 'json',
    serversKey: 'mcpServers',
    shape: plain,
    remote: {
      http: { constants: { transport: 'http', auth: 'oauth' }, url: ['url'] },
      headers: ['headers'],
      signIn: signInBy('kimi mcp auth'),
    },
    files: ({ join, home }) => [join(home, '.kimi', 'mcp.json')],
    restart: 'Start a new session of Kimi CLI',
  },
  'kimi-code': {
    title: 'Kimi Code CLI',
    format: 'json',
    serversKey: 'mcpServers',
    shape: plain,
    remote: {
      http: bareUrl.http,
      headers: ['headers'],
      signIn: signInWithin('/mcp-config login'),
    },
    files: ({ join, home, env }) => [
      join(env('KIMI_CODE_HOME') ?? join(home, '.kimi-code'), 'mcp.json'),
    ],
    projectFile: '.kimi-code/mcp.json',
    restart: 'Start a new session of Kimi Code CLI',
  },
  crush: {
    title: 'Crush',
    format: 'json',
    serversKey: 'mcp',
    shape: typed,
    remote: typedUrl,
    files: ({ join, xdg, local }) => [join(local ?? xdg, 'crush', 'crush.json')],
    projectFile: 'crush.json',
    restart: 'Start Crush again',
  },
  droid: {
    title: 'Factory Droid',
    format: 'json',
    serversKey: 'mcpServers',
    shape: typed,
    remote: {
      http: { constants: { type: 'http' }, url: ['url'] },
      headers: ['headers'],
      signIn: () => 'type `/mcp` in a session, choose the server and sign in; your browser opens',
    },
    files: ({ join, home }) => [join(home, '.factory', 'mcp.json')],
    projectFile: '.factory/mcp.json',
    restart: 'Start a new session of Droid',
  },
  amp: {
    title: 'Amp',
    format: 'jsonc',
    serversKey: 'amp.mcpServers',
    shape: plain,
    remote: { ...bareUrl, signIn: asksToSignIn },
    files: ({ join, home, windows, env }) => {
      const chosen = env('AMP_SETTINGS_FILE')
      if (chosen !== undefined) return [chosen]
      const folder = windows ?? join(home, '.config')
      return ['settings.json', 'settings.jsonc'].map((name) => join(folder, 'amp', name))
    },
    readsAny: true,
    projectFile: '.amp/settings.json',
    restart: 'Start Amp again',
  },
  auggie: {
    title: 'Auggie',
    format: 'json',
    serversKey: 'mcpServers',
    shape: plain,
    remote: typedUrl,
    files: ({ join, home }) => [join(home, '.augment', 'settings.json')],
    restart: 'Start a new session of Auggie',
  },
  junie: {
    title: 'Junie',
    format: 'json',
    serversKey: 'mcpServers',
    shape: plain,
    remote: bareUrl,
    files: ({ join, home }) => [join(home, '.junie', 'mcp', 'mcp.json')],
    projectFile: '.junie/mcp/mcp.json',
    restart: 'Start a new session of Junie',
  },
  'rovo-dev': {
    title: 'Rovo Dev CLI',
    format: 'json',
    serversKey: 'mcpServers',
    shape: plain,
    remote: {
      http: { constants: { transport: 'http' }, url: ['url'] },
      sse: { constants: { transport: 'sse' }, url: ['url'] },
      headers: ['headers'],
    },
    files: ({ join, home }) => [join(home, '.rovodev', 'mcp.json')],
    restart: 'Start a new session of Rovo Dev CLI',
  },
  openhands: {
    title: 'OpenHands CLI',
    format: 'json',
    serversKey: 'mcpServers',
    shape: plain,
    remote: {
      http: { constants: { transport: 'http' }, url: ['url'] },
      sse: { constants: { transport: 'sse' }, url: ['url'] },
      headers: ['headers'],
    },
    files: ({ join, home }) => [join(home, '.openhands', 'mcp.json')],
    restart: 'Start a new session of OpenHands CLI',
  },
} as const satisfies Readonly<Record<string, Host>>

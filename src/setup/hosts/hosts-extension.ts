import type { Folders } from './folders.js'
import { plain, type Host } from './host.js'
import { remoteUrl, asksToSignIn, signInAt, streamableUrl } from './remote-shapes.js'

/** Editors that run the extensions of VS Code, by the names of their settings folders. */
const editors = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor', 'Windsurf'] as const

/** The file of an extension in each editor that may run it. */
const inEditors =
  (extension: string, file: string) =>
  ({ join, settings }: Folders): readonly string[] =>
    editors.map((editor) =>
      join(settings, editor, 'User', 'globalStorage', extension, 'settings', file),
    )

/**
 * Extensions of editors. Places and formats: the vendors' documentation of MCP servers, late 2026,
 * and the source of Cline, Roo Code and Continue.
 */
export const extensionHosts = {
  cline: {
    title: 'Cline',
    format: 'json',
    serversKey: 'mcpServers',
    shape: plain,
    remote: {
      ...streamableUrl,
      http: { constants: { type: 'streamableHttp' }, url: ['url'] },
      signIn: signInAt('"MCP Servers" of Cline'),
    },
    files: inEditors('saoudrizwan.claude-dev', 'cline_mcp_settings.json'),
    readsAny: true,
    restart: 'Start the server in "MCP Servers" of Cline',
  },
  roo: {
    title: 'Roo Code',
    format: 'json',
    serversKey: 'mcpServers',
    shape: plain,
    remote: { ...streamableUrl, signIn: asksToSignIn },
    files: inEditors('rooveterinaryinc.roo-cline', 'mcp_settings.json'),
    readsAny: true,
    projectFile: '.roo/mcp.json',
    restart: 'Refresh "MCP Servers" of Roo Code',
  },
  continue: {
    title: 'Continue',
    format: 'yaml',
    serversKey: 'mcpServers',
    isList: true,
    shape: { ...plain, isNamed: true },
    remote: { ...streamableUrl, signIn: signInAt('its list of servers') },
    files: ({ join, home, env }) => [
      join(env('CONTINUE_GLOBAL_DIR') ?? join(home, '.continue'), 'config.yaml'),
    ],
    preamble: 'name: Local Config\nversion: 1.0.0\nschema: v1\n',
    restart: 'Reload the configuration of Continue',
  },
  kilo: {
    title: 'Kilo Code',
    format: 'jsonc',
    serversKey: 'mcp',
    shape: {
      constants: { type: 'local', enabled: true },
      command: ['command'],
      env: ['environment'],
    },
    remote: { ...remoteUrl, signIn: asksToSignIn },
    // the extension and the program in a terminal share them
    files: ({ join, xdg }) => ['kilo.json', 'kilo.jsonc'].map((name) => join(xdg, 'kilo', name)),
    readsAny: true,
    projectFile: 'kilo.json',
    restart: 'Start Kilo Code again',
  },
} as const satisfies Readonly<Record<string, Host>>

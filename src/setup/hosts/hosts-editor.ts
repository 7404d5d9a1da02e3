import { plain, typed, type Host } from './host.js'
import { asksToSignIn, bareUrl, serverUrl, signInAt, typedUrl } from './remote-shapes.js'

/**
 * Editors with models of their own. Places and formats: the vendors' documentation of MCP
 * servers, late 2026.
 */
export const editorHosts = {
  cursor: {
    title: 'Cursor',
    format: 'jsonc',
    serversKey: 'mcpServers',
    shape: typed,
    remote: { ...bareUrl, signIn: signInAt('"MCP" of its settings') },
    files: ({ join, home }) => [join(home, '.cursor', 'mcp.json')],
    projectFile: '.cursor/mcp.json',
    restart: 'Restart Cursor',
  },
  vscode: {
    title: 'VS Code',
    format: 'jsonc',
    serversKey: 'servers',
    shape: typed,
    remote: { ...typedUrl, signIn: asksToSignIn },
    files: ({ join, settings }) => [join(settings, 'Code', 'User', 'mcp.json')],
    asksForSecrets: true,
    projectFile: '.vscode/mcp.json',
    restart: 'Run "MCP: List Servers" in VS Code and start the server',
  },
  'vscode-insiders': {
    title: 'VS Code Insiders',
    format: 'jsonc',
    serversKey: 'servers',
    shape: typed,
    remote: { ...typedUrl, signIn: asksToSignIn },
    files: ({ join, settings }) => [join(settings, 'Code - Insiders', 'User', 'mcp.json')],
    asksForSecrets: true,
    restart: 'Run "MCP: List Servers" in VS Code Insiders and start the server',
  },
  'visual-studio': {
    title: 'Visual Studio',
    format: 'jsonc',
    serversKey: 'servers',
    shape: typed,
    remote: { ...typedUrl, signIn: signInAt('the file, which it opens as a document') },
    files: ({ join, home }) => [join(home, '.mcp.json')],
    restart: 'Restart Visual Studio',
  },
  windsurf: {
    title: 'Windsurf',
    format: 'jsonc',
    serversKey: 'mcpServers',
    shape: plain,
    remote: { ...serverUrl, signIn: asksToSignIn },
    files: ({ join, home }) => [join(home, '.codeium', 'windsurf', 'mcp_config.json')],
    restart: 'Refresh the MCP servers of Cascade, or restart Windsurf',
  },
  'windsurf-next': {
    title: 'Windsurf Next',
    format: 'jsonc',
    serversKey: 'mcpServers',
    shape: plain,
    remote: { ...serverUrl, signIn: asksToSignIn },
    files: ({ join, home }) => [join(home, '.codeium', 'windsurf-next', 'mcp_config.json')],
    restart: 'Refresh the MCP servers of Cascade, or restart Windsurf Next',
  },
  zed: {
    title: 'Zed',
    format: 'jsonc',
    serversKey: 'context_servers',
    shape: plain,
    remote: {
      http: bareUrl.http,
      headers: ['headers'],
      signIn: signInAt('the settings of its agent'),
    },
    // on macOS too it keeps to ~/.config
    files: ({ join, home, xdg, windows, isMac }) => [
      windows === undefined
        ? join(isMac ? join(home, '.config') : xdg, 'zed', 'settings.json')
        : join(windows, 'Zed', 'settings.json'),
    ],
    projectFile: '.zed/settings.json',
    restart: 'Restart Zed',
  },
  kiro: {
    title: 'Kiro',
    format: 'jsonc',
    serversKey: 'mcpServers',
    shape: plain,
    remote: { ...bareUrl, signIn: asksToSignIn },
    files: ({ join, home }) => [join(home, '.kiro', 'settings', 'mcp.json')],
    projectFile: '.kiro/settings/mcp.json',
    restart: 'Save the file once in Kiro, or restart it',
  },
  antigravity: {
    title: 'Antigravity',
    format: 'json',
    serversKey: 'mcpServers',
    shape: plain,
    remote: serverUrl,
    // version 2 shares one file between the editor and the terminal
    files: ({ join, home }) => [
      join(home, '.gemini', 'config', 'mcp_config.json'),
      join(home, '.gemini', 'antigravity', 'mcp_config.json'),
    ],
    readsAny: true,
    restart: 'Refresh "Manage MCP Servers" of Antigravity',
  },
} as const satisfies Readonly<Record<string, Host>>

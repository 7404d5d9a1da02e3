import { foldersOf, type HostPathContext } from './folders.js'
import { plain, type Host } from './host.js'
import { agentHosts } from './hosts-agent.js'
import { desktopHosts } from './hosts-desktop.js'
import { editorHosts } from './hosts-editor.js'
import { extensionHosts } from './hosts-extension.js'
import { terminalHosts } from './hosts-terminal.js'

export type HostId =
  | keyof typeof agentHosts
  | keyof typeof desktopHosts
  | keyof typeof editorHosts
  | keyof typeof extensionHosts
  | keyof typeof terminalHosts

/** Hosts that `jhe-mcp setup` knows. */
export const hostIds: readonly HostId[] = [
  'claude-desktop',
  'claude-code',
  'cursor',
  'vscode',
  'vscode-insiders',
  'visual-studio',
  'codex',
  'gemini-cli',
  'qwen-code',
  'copilot-cli',
  'opencode',
  'windsurf',
  'windsurf-next',
  'zed',
  'cline',
  'cline-cli',
  'roo',
  'continue',
  'goose',
  'lm-studio',
  'kiro',
  'amazon-q',
  'kilo',
  'antigravity',
  'kimi-cli',
  'kimi-code',
  'crush',
  'droid',
  'amp',
  'auggie',
  'junie',
  'rovo-dev',
  'openhands',
]

/** The hosts by id: one row each. */
export const hosts: Readonly<Record<HostId, Host>> = {
  ...desktopHosts,
  ...terminalHosts,
  ...editorHosts,
  ...extensionHosts,
  ...agentHosts,
}

const another = { title: 'another host', shape: plain, files: () => [], restart: 'Restart it' }

/** What a host that is not known is likely to read, by format. */
export const otherHosts = {
  json: { ...another, format: 'json', serversKey: 'mcpServers' },
  toml: { ...another, format: 'toml', serversKey: 'mcp_servers' },
  yaml: { ...another, format: 'yaml', serversKey: 'mcpServers' },
} as const satisfies Readonly<Record<string, Host>>

export type OtherFormat = keyof typeof otherHosts

/**
 * Where a host may keep the configuration that counts for all of a person's work.
 * @returns at least one path; the first is the one that the host reads when there are several
 */
export function hostFiles(id: HostId, pathContext: HostPathContext): readonly string[] {
  return hosts[id].files(foldersOf(pathContext))
}

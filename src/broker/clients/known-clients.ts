/**
 * The MCP hosts that may ask by default (`JHE_CLIENTS=known`), by what their makers publish. Programs
 * that listen on the person's own computer (loopback redirect addresses) need no entry.
 */
export interface KnownClient {
  readonly name: string
  /** Hosts of https redirect addresses. */
  readonly hosts?: readonly string[]
  /** Private-use schemes of redirect addresses (RFC 8252 section 7.1), with their colon. */
  readonly schemes?: readonly string[]
  /** Where client metadata documents are: a host with the beginning of the path. */
  readonly documents?: readonly string[]
}

export const knownClients: readonly KnownClient[] = [
  {
    name: 'Claude',
    hosts: ['claude.ai', 'claude.com'],
    documents: ['claude.ai/oauth/', 'claude.com/oauth/'],
  },
  {
    name: 'Visual Studio Code',
    hosts: ['vscode.dev', 'insiders.vscode.dev'],
    schemes: ['vscode:', 'vscode-insiders:'],
    documents: ['vscode.dev/oauth/', 'insiders.vscode.dev/oauth/'],
  },
  { name: 'Cursor', hosts: ['www.cursor.com', 'cursor.com'], schemes: ['cursor:'] },
  { name: 'ChatGPT and Codex', hosts: ['chatgpt.com'], documents: ['chatgpt.com/oauth/'] },
  { name: 'GitHub Copilot CLI', documents: ['github.com/copilot/'] },
  { name: 'Windsurf', schemes: ['windsurf:'] },
  { name: 'opencode', documents: ['opencode.ai/oauth/'] },
]

/**
 * Metadata documents of programs as their makers publish them, for a server that does not reach
 * their hosts. They name the person's own computer alone, so that an old copy sends no code elsewhere.
 */
const documents = [
  {
    client_id: 'https://claude.ai/oauth/claude-code-client-metadata',
    client_name: 'Claude Code',
    redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
  },
  {
    client_id: 'https://vscode.dev/oauth/client-metadata.json',
    client_name: 'Visual Studio Code',
    redirect_uris: ['http://127.0.0.1/', 'http://localhost/'],
  },
  {
    client_id: 'https://chatgpt.com/oauth/codex/client.json',
    client_name: 'Codex',
    redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
  },
] as const

/** The copy of a document that this version brings, by its address. */
export const broughtDocument = (address: string): object | undefined =>
  documents.find(({ client_id: id }) => id === address)

import type { PlatformFetch } from '../../../src/auth/issuer/http.js'

/** A public address that nobody is asked at here. */
export const publicAddress = async () => await Promise.resolve(['160.79.104.10'])

export interface Internet {
  readonly fetch: PlatformFetch
  readonly asked: readonly string[]
  documents: Record<string, () => Response>
}

/** Client documents of the internet; addresses of this computer are really asked. */
export const internet = (documents: Record<string, () => Response>): Internet => {
  const asked: string[] = []
  const net: Internet = {
    documents,
    asked,
    fetch: async (url, init) => {
      if (url.startsWith('http://127.0.0.1')) return await fetch(url, init)
      asked.push(url)
      const answer = net.documents[url]
      if (answer === undefined) throw new TypeError('fetch failed')
      return await Promise.resolve(answer())
    },
  }
  return net
}

export const json = (document: unknown) => () => Response.json(document)

export const claudeCode = 'https://claude.ai/oauth/claude-code-client-metadata'
export const vsCode = 'https://vscode.dev/oauth/client-metadata.json'
export const copilot = 'https://github.com/copilot/cli/client-metadata.json'
export const openCode = 'https://opencode.ai/oauth/opencode/client.json'

export const documents = {
  [claudeCode]: json({
    client_id: claudeCode,
    client_name: 'Claude Code',
    redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  }),
  [vsCode]: json({
    client_id: vsCode,
    client_name: 'Visual Studio Code',
    application_type: 'native',
    scope: 'openid offline_access',
    grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
    redirect_uris: [
      'http://127.0.0.1:33418/',
      'https://vscode.dev/redirect',
      'https://elsewhere.example/redirect',
    ],
  }),
  [copilot]: json({
    client_id: copilot,
    application_type: 'native',
    redirect_uris: ['http://127.0.0.1:33418/'],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks_uri: 'http://169.254.169.254/jwks',
  }),
  [openCode]: json({
    client_id: openCode,
    redirect_uris: ['https://opencode.ai/mcp/callback', 'http://127.0.0.1/callback'],
  }),
}

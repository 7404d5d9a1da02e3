// Loaded before `jhe-mcp serve`, which then reads the metadata document of Claude Code without a network,
// or with `?unreachable` stands behind a firewall.
import dns from 'node:dns/promises'
import { syncBuiltinESMExports } from 'node:module'

const address = 'https://claude.ai/oauth/claude-code-client-metadata'
const document = {
  client_id: address,
  client_name: 'Claude Code',
  redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

const isUnreachable = new URL(import.meta.url).search === '?unreachable'

const { fetch } = globalThis
globalThis.fetch = async (input, init) =>
  String(input) === address ? Response.json(document) : await fetch(input, init)

const { lookup } = dns
dns.lookup = async (host, options) => {
  if (host !== 'claude.ai') return await lookup(host, options)
  if (isUnreachable) throw new Error('getaddrinfo ENOTFOUND claude.ai')
  return [{ address: '160.79.104.10', family: 4 }]
}
syncBuiltinESMExports()

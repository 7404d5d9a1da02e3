// Loaded before `jhe-mcp serve`, which then reads the metadata documents of hosts without a network, or
// with `?unreachable` stands behind a firewall.
import dns from 'node:dns/promises'
import { syncBuiltinESMExports } from 'node:module'

const redirects = {
  'https://claude.ai/oauth/claude-code-client-metadata': 'http://localhost/callback',
  'https://chatgpt.com/oauth/codex/client.json': 'http://127.0.0.1/callback',
}

const documents = new Map(
  Object.entries(redirects).map(([address, redirect]) => [
    address,
    {
      client_id: address,
      client_name: 'A host',
      redirect_uris: [redirect],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
  ]),
)

const isUnreachable = new URL(import.meta.url).search === '?unreachable'

const { fetch } = globalThis
globalThis.fetch = async (input, init) => {
  const document = documents.get(String(input))
  return document === undefined ? await fetch(input, init) : Response.json(document)
}

const hosts = [...documents.keys()].map((address) => new URL(address).host)
dns.lookup = async (host) => {
  if (isUnreachable || !hosts.includes(host)) throw new Error(`getaddrinfo ENOTFOUND ${host}`)
  return await Promise.resolve([{ address: '160.79.104.10', family: 4 }])
}
syncBuiltinESMExports()

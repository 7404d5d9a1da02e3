import { describe, expect } from 'vitest'

import { it } from '../../support/broker/broker-test.js'
import { serveBroker } from '../../support/broker/served-broker.js'
import { createSwitchableState } from '../../support/broker/switchable-state.js'
import {
  attempt,
  authorize,
  codeOf,
  redeem,
  register,
  registerId,
  signIn,
} from '../../support/broker/oauth-client.js'

const usual = {
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

/** What hosts register, as they do it. */
const hosts = {
  'claude.ai': {
    ...usual,
    client_name: 'Claude',
    redirect_uris: ['https://claude.ai/api/mcp/auth_callback'],
  },
  'claude.com': {
    ...usual,
    client_name: 'Claude',
    redirect_uris: ['https://claude.com/api/mcp/auth_callback'],
  },
  'Claude Code': {
    ...usual,
    client_name: 'Claude Code (jhe)',
    redirect_uris: ['http://localhost:3118/callback'],
  },
  'VS Code': {
    client_name: 'Visual Studio Code',
    client_uri: 'https://code.visualstudio.com',
    grant_types: [...usual.grant_types, 'urn:ietf:params:oauth:grant-type:device_code'],
    response_types: ['code'],
    redirect_uris: [
      'https://insiders.vscode.dev/redirect',
      'https://vscode.dev/redirect',
      'http://127.0.0.1/',
      'http://127.0.0.1:33418/',
    ],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  },
  Cursor: {
    ...usual,
    client_name: 'Cursor',
    application_type: 'web',
    redirect_uris: [
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'https://www.cursor.com/agents/mcp/oauth/callback',
      'http://localhost:8787/callback',
    ],
  },
  ChatGPT: {
    ...usual,
    client_name: 'ChatGPT',
    token_endpoint_auth_method: 'client_secret_post',
    redirect_uris: ['https://chatgpt.com/connector_platform_oauth_redirect'],
  },
  'Gemini CLI': {
    ...usual,
    client_name: 'Gemini CLI MCP Client',
    redirect_uris: ['http://localhost:7777/oauth/callback'],
    scope: 'openid offline_access',
  },
  'Copilot CLI': {
    ...usual,
    application_type: 'native',
    client_name: 'GitHub Copilot CLI',
    redirect_uris: ['http://127.0.0.1:33418/'],
  },
  Codex: { ...usual, client_name: 'Codex', redirect_uris: ['http://127.0.0.1:1455/auth/callback'] },
  'mcp-remote': {
    ...usual,
    application_type: 'native',
    client_name: 'MCP CLI Proxy',
    client_uri: 'https://github.com/modelcontextprotocol/mcp-cli',
    software_id: '2e6dc280-f3c3-4e01-99a7-8181dbd1d23d',
    software_version: '0.15.1',
    redirect_uris: ['http://localhost:3335/oauth/callback'],
  },
  Inspector: {
    ...usual,
    client_name: 'MCP Inspector',
    client_uri: 'https://github.com/modelcontextprotocol/inspector',
    redirect_uris: ['http://localhost:6274/oauth/callback'],
    scope: '',
  },
  'another on ::1': { redirect_uris: ['http://[::1]:9999/cb?from=test'] },
}

describe('F25: the hosts of today', () => {
  it.for(Object.entries(hosts))('%s can register', async ([, metadata], { serve }) => {
    const { origin } = await serve()
    const { status, body, headers } = await register(origin, metadata)
    expect({ status, body }).toMatchObject({
      status: 201,
      body: {
        redirect_uris: metadata.redirect_uris,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
        scope: 'jhe:read',
      },
    })
    expect(body['client_id']).toMatch(/^dcr-[\w-]{43}$/)
    expect(headers.get('cache-control')).toContain('no-store')
    const secrets = Object.keys(body).filter((key) => /secret|registration/.test(key))
    expect(secrets).toEqual([])
  })

  it.for([
    ['claude.ai', 'https://claude.ai/api/mcp/auth_callback'],
    ['Claude Code', 'http://localhost:54321/callback'],
    ['VS Code', 'http://127.0.0.1:41999/'],
    ['VS Code', 'https://vscode.dev/redirect'],
    ['Cursor', 'cursor://anysphere.cursor-mcp/oauth/callback'],
    ['ChatGPT', 'https://chatgpt.com/connector_platform_oauth_redirect'],
    ['Copilot CLI', 'http://127.0.0.1:61876/'],
    ['mcp-remote', 'http://localhost:49150/oauth/callback'],
    ['another on ::1', 'http://[::1]:1/cb?from=test'],
  ] as const)('%s gets its code at %s', async ([host, redirectUri], { serve }) => {
    const { origin } = await serve()
    const own = attempt(origin, await registerId(origin, hosts[host]), redirectUri)
    const page = await authorize(own)
    const sentTo = page.location?.replace(/[?&]code=.*$/, '')
    expect(sentTo).toBe(redirectUri)
    expect((await redeem(origin, own, codeOf(page))).status).toBe(200)
  })

  it.for([
    ['Claude Code', 'http://127.0.0.1:3118/callback', 'another loopback host'],
    ['Claude Code', 'http://localhost:3118/other', 'another path'],
    ['Claude Code', 'http://localhost:3118/callback?x=1', 'another query'],
    ['Claude Code', 'https://localhost:3118/callback', 'another scheme'],
    ['Claude Code', 'http://localhost.evil.example:3118/callback', 'a host that begins so'],
    ['Claude Code', 'http://me@localhost:3118/callback', 'a user'],
    ['claude.ai', 'https://claude.ai/api/mcp/auth_callback/', 'a slash more'],
    ['claude.ai', 'https://claude.ai:8443/api/mcp/auth_callback', 'another port'],
    ['Cursor', 'cursor://anysphere.cursor-mcp/oauth/callback/../x', 'another private-use address'],
  ] as const)('%s does not at %s (%s)', async ([host, redirectUri], { serve }) => {
    const { origin } = await serve()
    const page = await authorize(
      attempt(origin, await registerId(origin, hosts[host]), redirectUri),
    )
    expect(page.location).toBeUndefined()
    expect(page.status).toBe(400)
    expect(page.text).toContain('The way back is not registered')
    expect(page.text).not.toContain(redirectUri)
  })
})

describe('a registration', () => {
  it.for([
    ['F27', 'javascript:alert(1)'],
    // a browser takes these as paths below the page that sends it on
    ['F27', 'https:claude.ai/api/mcp/auth_callback'],
    ['F27', 'http:/localhost/callback'],
    ['F27', 'https:///claude.ai/api/mcp/auth_callback'],
    ['F27', 'data:text/html,x'],
    ['F27', 'file:///etc/passwd'],
    ['F27', 'http://far.example/cb'],
    ['F27', 'https://claude.ai/api#x'],
    ['F27', 'http://127.0.0.1/cb#'],
    ['F27', 'https://claude.ai@evil.example/cb'],
    ['F27', 'https://me:pw@claude.ai/cb'],
    ['F27', 'http://localhost\\@evil.example/cb'],
    ['F27', 'http://127.0.0.1 .evil.example/cb'],
    ['F27', 'https://localhost/cb'],
    ['F27', 'http://2130706433.evil.example/cb'],
    ['F27', '/relative'],
    ['F27', ''],
    ['F28', 'https://evil.example/cb'],
    ['F28', 'https://claude.ai.evil.example/cb'],
    ['F28', 'https://evilclaude.ai/cb'],
    ['F28', 'https://claude.ai:444/cb'],
    ['F26', 'unknown://cb'],
    ['F26', 'cursor-x://cb'],
    ['F26', 'com.evil.app:/cb'],
  ])('F26, F27, F28: (%s) with %s is refused', async ([, redirectUri], { serve, state }) => {
    const { origin } = await serve()
    const good = 'http://127.0.0.1/callback'
    for (const redirects of [[redirectUri], [good, redirectUri]]) {
      const { status, body } = await register(origin, { redirect_uris: redirects })
      expect({ status, error: body['error'] }).toEqual({
        status: 400,
        error: 'invalid_redirect_uri',
      })
    }
    expect(state.written('Client')).toBe(0)
  })

  it.for(['vscode://x/cb', 'vscode-insiders://x/cb', 'windsurf://x/cb', 'cursor://x/cb'])(
    'F26: with the known scheme of %s is a native program',
    async (redirectUri, { serve }) => {
      const { origin } = await serve()
      const { body } = await register(origin, { redirect_uris: [redirectUri] })
      expect(body).toMatchObject({ redirect_uris: [redirectUri], application_type: 'native' })
    },
  )

  it.for([
    ['no JSON', '{', 400, 'invalid_client_metadata'],
    ['a list', '[]', 400, 'invalid_client_metadata'],
    ['null', 'null', 400, 'invalid_client_metadata'],
    ['no redirects', '{}', 400, 'invalid_redirect_uri'],
    ['an empty list', '{"redirect_uris":[]}', 400, 'invalid_redirect_uri'],
    ['a text as list', '{"redirect_uris":"http://127.0.0.1/"}', 400, 'invalid_redirect_uri'],
    ['a number', '{"redirect_uris":[1]}', 400, 'invalid_redirect_uri'],
    ['16 KiB and more', JSON.stringify({ x: 'y'.repeat(16_384) }), 413, 'invalid_request'],
  ] as const)('F19: of %s is refused', async ([, body, status, error], { serve }) => {
    const { origin } = await serve()
    const answer = await register(origin, body)
    expect({ status: answer.status, error: answer.body['error'] }).toEqual({ status, error })
  })

  it('F19: has at most 10 addresses of 512 characters', async ({ serve }) => {
    const { origin } = await serve()
    const addresses = Array.from({ length: 11 }, (_, at) => `http://127.0.0.1/${at}`)
    expect((await register(origin, { redirect_uris: addresses.slice(1) })).status).toBe(201)
    expect((await register(origin, { redirect_uris: addresses })).status).toBe(400)
    const long = `http://127.0.0.1/${'x'.repeat(512 - 17)}`
    expect((await register(origin, { redirect_uris: [long] })).status).toBe(201)
    expect((await register(origin, { redirect_uris: [`${long}x`] })).status).toBe(400)
  })

  it('F19: of the same metadata is the same row, whatever else is sent', async ({
    serve,
    state,
  }) => {
    const { origin } = await serve({ replicas: 3 })
    const metadata = { client_name: 'Same', redirect_uris: ['http://localhost/a', 'cursor://b'] }
    const ids = new Set<unknown>()
    for (let round = 0; round < 100; round += 1) {
      const noise = { software_version: String(round), contacts: [`a${round}@example.org`] }
      const redirects =
        round % 2 === 0 ? metadata.redirect_uris : ['cursor://b', 'http://localhost/a']
      const { body } = await register(origin, { ...metadata, ...noise, redirect_uris: redirects })
      ids.add(body['client_id'])
    }
    expect(ids.size).toBe(1)
    expect(state.written('Client')).toBe(1)
  })

  it('F19: that nobody signed in with ends after a day; one in use stays', async () => {
    const time = { ms: Date.now() }
    const state = createSwitchableState(() => new Date(time.ms))
    const served = await serveBroker(state)
    const unused = await registerId(served.origin, { redirect_uris: ['http://localhost/'] })
    const { clientId } = await signIn(served.origin)
    time.ms += 86_400_000
    await state.purge()
    expect(await state.oidc('Client').find(unused)).toBeUndefined()
    expect(await state.oidc('Client').find(clientId)).toMatchObject({ client_id: clientId })
    await served.close()
  })

  it('keeps the name as plain text of at most 200 characters', async ({ serve }) => {
    const { origin } = await serve()
    const name = `\u202eevil\u0000\n<b>${'x'.repeat(300)}`
    const { body } = await register(origin, {
      client_name: name,
      redirect_uris: ['http://127.0.0.1/'],
      client_uri: 'javascript:alert(1)',
      logo_uri: 'http://169.254.169.254/latest',
      jwks_uri: 'http://127.0.0.1/jwks',
    })
    expect(body['client_name']).toMatch(/^evil <b>x{191}…$/)
    expect(Object.keys(body).filter((key) => key.endsWith('_uri'))).toEqual([])
  })
})

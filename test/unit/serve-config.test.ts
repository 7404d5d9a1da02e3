import { describe, expect, it } from 'vitest'

import { loadServeConfig, needServe, serveSettings } from '../../src/serve-config.js'
import { settings } from '../../src/config.js'
import { caught } from '../support/caught.js'

const load = (env: Readonly<Record<string, string>>) =>
  loadServeConfig({ flags: {}, env, home: '/home/x' })

describe('the settings of serve', () => {
  it('have a variable each, named after them', () => {
    const variables = serveSettings.map(({ name }) =>
      `JHE_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase(),
    )
    expect(serveSettings.map(({ env }) => env)).toEqual(variables)
  })

  it('have a variable of their own each, none of which another command has', () => {
    const names = [...settings, ...serveSettings].map(({ env }) => env)
    expect(new Set(names).size).toBe(names.length)
    expect(serveSettings.length).toBeGreaterThanOrEqual(Object.keys(load({})).length)
  })

  it('have defaults', () => {
    expect(load({})).toMatchObject({
      listen: { host: '127.0.0.1', port: 8001 },
      clients: 'known',
      clientHosts: [],
      accessLifetime: 8 * 3600,
      grantLifetime: 90 * 86_400,
      rate: 120,
      concurrency: 4,
      streams: { person: 8, process: 2000 },
      drain: { notice: 5, rest: 25 },
      trustedProxies: ['127.0.0.0/8', '::1/128'],
    })
  })

  it.each([
    ['JHE_LISTEN', '[::]:443', { listen: { host: '::', port: 443 } }],
    ['JHE_LISTEN', ':8001', { listen: { host: '', port: 8001 } }],
    ['JHE_CLIENT_HOSTS', 'a.example, b.example', { clientHosts: ['a.example', 'b.example'] }],
    ['JHE_ACCESS_LIFETIME', '90min', { accessLifetime: 5400 }],
    ['JHE_RATE', '30/min', { rate: 30 }],
    ['JHE_DRAIN', '0s/10s', { drain: { notice: 0, rest: 10 } }],
    ['JHE_PUBLIC_URL', 'HTTPS://MCP.Example.org:443/', { publicUrl: 'https://mcp.example.org' }],
    ['JHE_PUBLIC_URL', 'http://localhost:8001', { publicUrl: 'http://localhost:8001' }],
    ['JHE_PEER_URL', 'http://10.0.0.1:8002', { peerUrl: 'http://10.0.0.1:8002' }],
    ['JHE_PEER_URL', 'http://[fd00::7]:8002', { peerUrl: 'http://[fd00::7]:8002' }],
    // as Kubernetes fills in the address of a pod
    ['JHE_PEER_URL', 'http://fd00:10::7:8002', { peerUrl: 'http://[fd00:10::7]:8002' }],
    ['JHE_CLIENT_HOSTS', 'nb:8443 raycast:', { clientHosts: ['nb:8443', 'raycast:'] }],
    [
      'JHE_ALLOWED_ORIGINS',
      'https://a.example:8443/ http://[::1]:3000 b.example vscode-webview://*',
      {
        allowedOrigins: [
          'https://a.example:8443/',
          'http://[::1]:3000',
          'b.example',
          'vscode-webview://*',
        ],
      },
    ],
  ])('%s=%s is read', (name, text, expected) => {
    expect(load({ [name]: text })).toMatchObject(expected)
  })

  it.each([
    ['JHE_PUBLIC_URL', 'http://mcp.example.org'],
    ['JHE_LISTEN', '9999'],
    ['JHE_LISTEN', ':70000'],
    ['JHE_ACCESS_LIFETIME', '1min'],
    ['JHE_ACCESS_LIFETIME', '2d'],
    ['JHE_SERVE_KEYS', 'c2hvcnQ='],
    ['JHE_STREAMS', '77'],
    ['JHE_RATE', '0/min'],
    ['JHE_CLIENTS', 'all'],
    ['JHE_PEER_URL', 'http://10.0.0.1:99999'],
    ['JHE_PEER_URL', 'http://[::1'],
    ['JHE_PEER_URL', 'http://replica'],
    // none of these would ever match what a program or a browser sends
    ['JHE_CLIENT_HOSTS', 'https://app.example.org'],
    ['JHE_CLIENT_HOSTS', '*.example.org'],
    ['JHE_CLIENT_HOSTS', 'app.example.org/callback'],
    ['JHE_CLIENT_HOSTS', 'bücher.example'],
    ['JHE_CLIENT_HOSTS', 'javascript:'],
    ['JHE_ALLOWED_ORIGINS', '*.example.org'],
    ['JHE_ALLOWED_ORIGINS', 'https://*'],
    ['JHE_ALLOWED_ORIGINS', 'https://*.example.org'],
    ['JHE_ALLOWED_ORIGINS', 'app.example.org:8443'],
    ['JHE_ALLOWED_ORIGINS', 'https://app.example.org/page'],
  ])('%s=%s is refused by name', (name, text) => {
    const error = caught(() => load({ [name]: text }))
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(error.message).toContain(name)
    expect(error.message).not.toContain(text)
  })

  it('names a missing one', () => {
    expect(caught(() => needServe(load({}), 'clientSecret'))).toMatchObject({
      message: 'JHE_CLIENT_SECRET is not set: of the confidential client at JHE (secret).',
    })
  })
})

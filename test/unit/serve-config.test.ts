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

import { describe, expect, it } from 'vitest'

import { loadServeConfig, serveSettings } from '../../src/serve-config.js'

describe('the settings of serve', () => {
  it('have a variable each, named after them', () => {
    const variables = serveSettings.map(({ name }) =>
      `JHE_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase(),
    )
    expect(serveSettings.map(({ env }) => env)).toEqual(variables)
  })

  it('keep the default of each list although another is set', () => {
    const env = { JHE_ALLOWED_ORIGINS: 'https://a.example, https://b.example' }
    expect(loadServeConfig({ flags: {}, env, home: '/' })).toMatchObject({
      allowedOrigins: ['https://a.example', 'https://b.example'],
      clientHosts: [],
      trustedProxies: ['127.0.0.0/8', '::1/128'],
    })
  })
})

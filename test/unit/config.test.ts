import { describe, expect, it } from 'vitest'

import { caught } from '../support/caught.js'
import { issuerOf, loadConfig, need, settings } from '../../src/config.js'
import { flagOf } from '../../src/settings.js'

const load = (
  env: Readonly<Record<string, string>> = {},
  flags: Readonly<Record<string, unknown>> = {},
) => loadConfig({ env, flags, home: '/people/ada' })

describe('loadConfig', () => {
  it('takes the flag before the variable before the default', () => {
    expect(load().maxRows).toBe(1000)
    expect(load({ JHE_MAX_ROWS: '20' }).maxRows).toBe(20)
    expect(load({ JHE_MAX_ROWS: '20' }, { maxRows: '5' }).maxRows).toBe(5)
  })

  it('takes an empty variable as not set', () => {
    expect(load({ JHE_CONSENT: '' }).consent).toBe('enforce')
  })

  it.each(['\r', ' ', '\n', '\t\r\n'])('takes no blank around a value: %j', (blank) => {
    const env = { JHE_BASE_URL: `https://jhe.example.org${blank}`, JHE_MAX_ROWS: `${blank}20` }
    expect(load(env)).toMatchObject({ baseUrl: 'https://jhe.example.org', maxRows: 20 })
    expect(load({ JHE_CONSENT: blank }, { maxRows: `5${blank}` })).toMatchObject({
      ...{ consent: 'enforce', maxRows: 5 },
    })
  })

  it.each([
    ['JHE_TOKEN_DIR', '"~/sessions"'],
    ['JHE_BASE_URL', "'https://jhe.example.org'"],
    ['JHE_DB_CONN', '"host=db dbname=jhe" '],
  ])('refuses %s in quotation marks and says so: %s', (name, value) => {
    const error = caught(() => load({ [name]: value }))
    expect(error).toMatchObject({
      ...{ code: 'CONFIG_INVALID', message: `${name} stands in quotation marks.` },
    })
  })

  it('puts the home folder where a path starts with ~', () => {
    expect(load().tokenDir).toBe('/people/ada/.jhe_mcp')
    expect(load({ JHE_TOKEN_DIR: '~nobody/x' }).tokenDir).toBe('~nobody/x')
  })

  it.each(['${JHE_BASE_URL}', 'https://${HOST}/', '%JHE_BASE_URL%', '$JHE_BASE_URL'])(
    'T-S8: refuses the unexpanded value %s and names the variable',
    (value) => {
      const error = caught(() => load({ JHE_BASE_URL: value }))
      expect(error.code).toBe('CONFIG_INVALID')
      expect(error.message).toContain('JHE_BASE_URL still holds a placeholder')
    },
  )

  it.each([
    ['JHE_BASE_URL', 'http://jhe.example.org'],
    ['JHE_BASE_URL', 'https://ada:secret@jhe.example.org'],
    ['JHE_BASE_URL', 'jhe.example.org'],
    ['JHE_MAX_ROWS', '1001'],
    ['JHE_MAX_ROWS', '0'],
    ['JHE_MAX_ROWS', '1e2'],
    ['JHE_PERMISSIONS', 'none'],
    ['JHE_CONSENT', 'of'],
    ['JHE_SCOPES', 'email'],
    ['JHE_REQUIRE_SAFE_ROLE', 'yes'],
    ['JHE_LOG_LEVEL', 'trace'],
  ])('refuses %s=%s and names the variable but not the value', (name, value) => {
    const error = caught(() => load({ [name]: value }))
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message).toMatch(new RegExp(`^${name} `))
    expect(`${error.message} ${error.hint}`.split(/[ ;]/)).not.toContain(value)
  })

  it('names the flag when the flag is wrong', () => {
    expect(caught(() => load({}, { maxRows: 'many' })).message).toMatch(/^--max-rows must be/)
  })

  it.each([
    ['http://localhost:8765/callback', true],
    ['http://127.0.0.1:8765/callback', true],
    ['http://[::1]:8765/callback', true],
    ['http://localhost:9000/a/b', true],
    ['http://localhost/callback', false],
    ['https://localhost:8765/callback', false],
    ['http://0.0.0.0:8765/callback', false],
    ['http://127.0.0.1.evil.example:8765/callback', false],
    ['http://localhost@evil.example:8765/callback', false],
    ['http://localhost:8765@evil.example/callback', false],
    ['http://localhost:99999/callback', false],
    ['http://localhost:8765/callback?next=1', false],
    ['http://localhost:8765/callback#x', false],
    ['http://example.org:8765/callback', false],
  ])('T-P6: redirect address %s is accepted: %s', (uri, accepted) => {
    const attempt = () => load({ JHE_REDIRECT_URI: uri })
    if (accepted) expect(attempt().redirectUri).toBe(uri)
    else expect(caught(attempt).message).toMatch(/^JHE_REDIRECT_URI /)
  })
})

describe('the settings table', () => {
  it('offers no secret as a flag', () => {
    expect(settings.filter(({ env }) => env === 'JHE_DB_CONN').map(({ flag }) => flag)).toEqual([
      undefined,
    ])
  })

  it('names flags after settings', () => {
    expect(flagOf('requireSafeRole')).toBe('--require-safe-role')
  })
})

describe('need', () => {
  it('says which variable is missing and what it is', () => {
    const error = caught(() => need(load(), 'dbConn'))
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message).toContain('JHE_DB_CONN is not set')
  })
})

describe('issuerOf', () => {
  it('is <base url>/o without a doubled slash, unless JHE_ISSUER says otherwise', () => {
    expect(issuerOf(load({ JHE_BASE_URL: 'https://jhe.example.org/' }))).toBe(
      'https://jhe.example.org/o',
    )
    expect(
      issuerOf(
        load({ JHE_BASE_URL: 'https://jhe.example.org', JHE_ISSUER: 'https://id.example.org' }),
      ),
    ).toBe('https://id.example.org')
  })
})

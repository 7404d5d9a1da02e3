import { describe, expect, it } from 'vitest'

import {
  checkAuthorizationEndpoint,
  isBrowsable,
} from '../../../../src/auth/sign-in/authorization-address.js'

const issuer = 'http://localhost:8000/o'

const refused = [
  'file:///etc/passwd',
  'javascript:alert(1)',
  'ms-msdt:/id PCWDiagnostic',
  'ms-msdt:/id',
  'data:text/html,hello',
  'http://jhe.example/o/authorize/',
  'http://127.0.0.1.evil.example/o/authorize/',
  'https://user:secret@jhe.example/o/authorize/',
  'https://user@jhe.example/o/authorize/',
  'https://jhe.example/o/authorize/\nfile:///etc/passwd',
  'https://jhe.example/o/\tauthorize/',
  'https://jhe.example/o/\u0000',
  'https://jhe.example/o/ --profile=x',
  ' https://jhe.example/o/',
  'https://',
  '/o/authorize/',
  '',
]

describe('an address for the browser', () => {
  it.each(refused)('T-B5: %j is refused', (address) => {
    expect(isBrowsable(address)).toBe(false)
    expect(() => checkAuthorizationEndpoint(address, issuer)).toThrow('no browser was opened')
  })

  it('T-B5: a missing endpoint is refused', () => {
    expect(() => checkAuthorizationEndpoint(undefined, issuer)).toThrow('no browser was opened')
  })

  it('T-B5: on this computer is refused when JHE is elsewhere', () => {
    for (const address of ['http://localhost:631/admin', 'https://127.0.0.1/'])
      expect(() => checkAuthorizationEndpoint(address, 'https://jhe.example/o')).toThrow(
        'no browser',
      )
  })

  it.each([
    'https://jhe.example/o/authorize/',
    'https://jhe.example/$(id)',
    'https://jhe.example/&calc',
    'https://jhe.example/`id`;reboot',
    'http://localhost:8000/o/authorize/',
    'http://127.0.0.1:8000/o/authorize/',
    'http://[::1]:8000/o/authorize/',
  ])('%s may be opened', (address) => {
    expect(checkAuthorizationEndpoint(address, issuer)).toBe(address)
  })
})

import { describe, expect, it } from 'vitest'

import { proxyFor } from '../../../src/auth/issuer/proxy.js'

const proxied = (address: string, noProxy: string): boolean => {
  const env = { HTTPS_PROXY: 'http://proxy.example:3128', NO_PROXY: noProxy }
  return proxyFor(new URL(address), env) !== undefined
}

describe('NO_PROXY', () => {
  it.each([
    ['https://[fd00::5]/o', 'fd00::5'],
    ['https://[fd00::5]/o', '[fd00::5]'],
    ['https://[fd00::5]:8443/o', 'other, [fd00::5]:8443'],
    ['https://[fd00::5]/o', 'fd00::/16'],
    ['https://10.1.2.3/o', '10.0.0.0/8'],
    ['https://10.1.2.3/o', '10.1.2.3'],
    ['https://jhe.example.org/o', 'Example.org'],
    ['https://jhe.example.org:8443/o', 'jhe.example.org:8443'],
  ])('takes %s around the proxy with %s', (address, noProxy) => {
    expect(proxied(address, noProxy)).toBe(false)
  })

  it.each([
    ['https://[fd00::5]/o', 'fd00::6'],
    ['https://[fd00::5]/o', '[fd00::5]:8443'],
    ['https://[fd00::5]/o', '10.0.0.0/8'],
    ['https://11.1.2.3/o', '10.0.0.0/8'],
    ['https://10.1.2.3/o', '10.0.0.0/99'],
    ['https://jhe.example.org/o', '0.0.0.0/0'],
    ['https://jhe.example.org/o', 'jhe.example.org:8443'],
  ])('leaves %s to the proxy with %s', (address, noProxy) => {
    expect(proxied(address, noProxy)).toBe(true)
  })
})

describe('HTTPS_PROXY', () => {
  it.each([' http://proxy.example:3128', 'http://proxy.example:3128\r'])(
    'counts without blanks around it: %j',
    (text) => {
      const found = proxyFor(new URL('https://jhe.example.org'), { HTTPS_PROXY: text })
      expect(found?.place).toBe('proxy.example:3128')
    },
  )
})

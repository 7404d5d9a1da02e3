import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'

import { describe, expect, it } from 'vitest'

import { clientAddress, networkOf, trustedProxies } from '../../../src/http/wire/client-address.js'
import { caught } from '../../support/caught.js'

const trusted = trustedProxies(['127.0.0.0/8', '::1/128', '10.0.0.0/8', '2001:db8::/32'])

const from = (remote: string, forwarded?: string): IncomingMessage => {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: remote })
  const request = new IncomingMessage(socket)
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded
  return request
}

describe('F40: the address that a request comes from', () => {
  it.each([
    ['nobody in front', '203.0.113.7', undefined, '203.0.113.7'],
    ['a claim without a proxy', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['behind a proxy', '10.1.2.3', '203.0.113.7', '203.0.113.7'],
    ['a proxy over IPv4-mapped IPv6', '::ffff:10.1.2.3', '203.0.113.7', '203.0.113.7'],
    ['a claim in front of the truth', '10.1.2.3', '1.2.3.4, 203.0.113.7', '203.0.113.7'],
    ['two proxies', '10.1.2.3', '1.2.3.4, 203.0.113.7, 10.9.9.9', '203.0.113.7'],
    ['a claim to be a proxy', '10.1.2.3', '10.0.0.9, 203.0.113.7', '203.0.113.7'],
    ['proxies alone', '10.1.2.3', '10.0.0.8, 10.0.0.9', '10.0.0.8'],
    ['a proxy that says nothing', '10.1.2.3', undefined, '10.1.2.3'],
    ['with a port', '10.1.2.3', '203.0.113.7:4711', '203.0.113.7'],
    ['IPv6', '::1', '2001:db8::9, 2a00::7', '2a00::7'],
    ['IPv6 with a port', '::1', '[2a00::7]:4711', '2a00::7'],
    ['what is no address', '10.1.2.3', '203.0.113.7, unknown', '10.1.2.3'],
    ['text', '10.1.2.3', '<script>', '10.1.2.3'],
  ])('%s', (_what, remote, forwarded, address) => {
    expect(clientAddress(from(remote, forwarded), trusted)).toBe(address)
  })

  it.each(['all', '10.0.0.0/33', '10.0.0.0/x', '::1/129', '10.0.0.0/8/8x', ''])(
    'JHE_TRUSTED_PROXIES=%o is refused',
    (entry) => {
      expect(caught(() => trustedProxies([entry])).code).toBe('CONFIG_INVALID')
    },
  )
})

describe('what counts as one address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2a00:1:2:3:4:5:6:7', '2a00:1:2:3::/64'],
    ['2a00:1:2:3::7', '2a00:1:2:3::/64'],
    ['2a00::7', '2a00:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s is of %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})

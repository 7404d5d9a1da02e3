import { describe, expect, it } from 'vitest'

import {
  createKindOfAddress,
  mayBeAt,
  placeOf,
  type AddressKind,
} from '../../../src/connect/private-address.js'

const kindOf = createKindOfAddress()

const addresses: Readonly<Record<AddressKind, readonly string[]>> = {
  public: [
    '1.1.1.1',
    '93.184.216.34',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '192.167.1.1',
    '2606:4700:4700::1111',
    '::ffff:1.1.1.1',
    '64:ff9b::1.1.1.1',
  ],
  private: [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    'fd12:3456::1',
    'fc00::1',
    'fec0::1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::10.0.0.1',
  ],
  loopback: [
    '127.0.0.1',
    '127.255.255.254',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
  ],
  never: [
    '0.0.0.0',
    '0.1.2.3',
    '169.254.169.254',
    '169.254.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.170',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::127.0.0.1',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    'ff02::1',
    '2002:7f00:1::',
    '2001:0:1::',
    '2001:db8::1',
    '::ffff:169.254.169.254',
    '::ffff:0.0.0.0',
    'example.org',
    '',
  ],
}

describe('where an address is', () => {
  for (const kind of ['public', 'private', 'loopback', 'never'] as const)
    it.each(addresses[kind])(`F52: ${kind}: %s`, (address) => {
      expect(kindOf(address)).toBe(kind)
    })

  it.each([
    ['http://2130706433/', 'loopback'],
    ['http://0x7f.1/', 'loopback'],
    ['http://0177.0.0.1/', 'loopback'],
    ['http://127.1/', 'loopback'],
    ['http://0xa9fea9fe/', 'never'],
    ['http://[::ffff:127.0.0.1]/', 'loopback'],
    ['http://[::ffff:a9fe:a9fe]/', 'never'],
    ['http://167772161/', 'private'],
  ])('F52: %s is read as browsers do: %s', (url, kind) => {
    expect(kindOf(new URL(url).hostname)).toBe(kind)
  })
})

describe('where a server is by its own address', () => {
  const hosts = [
    '127.0.0.1 localhost',
    '10.1.2.3  mcp.hospital.example  mcp # inside',
    '127.0.1.1 own.example',
    '93.184.216.34 far.example',
    '# 10.0.0.9 gone.example',
  ].join('\n')

  it.each([
    ['mcp.example.org', 'public'],
    ['gone.example', 'public'],
    ['far.example', 'public'],
    ['1.1.1.1', 'public'],
    ['mcp.hospital.example', 'private'],
    ['MCP.Hospital.Example.', 'private'],
    ['intranet', 'private'],
    ['mcp.internal', 'private'],
    ['printer.local', 'private'],
    ['nas.home.arpa', 'private'],
    ['10.0.0.1', 'private'],
    ['[fd00::1]', 'private'],
    ['own.example', 'loopback'],
    ['localhost', 'loopback'],
    ['app.localhost', 'loopback'],
    ['127.0.0.1', 'loopback'],
    ['[::1]', 'loopback'],
    ['169.254.169.254', 'never'],
  ])('%s: %s', (name, place) => {
    expect(placeOf(name, kindOf, hosts)).toBe(place)
  })

  it.each([
    ['public', ['public']],
    ['private', ['public', 'private']],
    ['loopback', ['public', 'private', 'loopback']],
    ['never', ['public']],
  ] as const)('what belongs to a server at %s may be at: %s', (place, allowed) => {
    const all = ['public', 'private', 'loopback', 'never'] as const
    expect(all.filter((kind) => mayBeAt(kind, place))).toEqual(allowed)
  })
})

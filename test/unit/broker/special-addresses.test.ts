import { describe, expect, it } from 'vitest'

import { createSpecialAddressTest } from '../../../src/broker/clients/special-addresses.js'

const isSpecial = createSpecialAddressTest()

describe('F29: an address', () => {
  it.for([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2002:7f00:1::',
    'localhost',
    '2130706433',
    '',
  ])('%s is not of the public internet', (address) => {
    expect(isSpecial(address)).toBe(true)
  })

  it.for(['160.79.104.10', '8.8.8.8', '100.63.255.255', '172.32.0.1', '2606:4700::1', '2a00::1'])(
    '%s is',
    (address) => {
      expect(isSpecial(address)).toBe(false)
    },
  )
})

import { BlockList, isIP } from 'node:net'

/** Addresses that are not of the public internet (IANA special-purpose registries). */
const special = (): BlockList => {
  const list = new BlockList()
  const networks: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
    ['0.0.0.0', 8, 'ipv4'],
    ['10.0.0.0', 8, 'ipv4'],
    ['100.64.0.0', 10, 'ipv4'],
    ['127.0.0.0', 8, 'ipv4'],
    ['169.254.0.0', 16, 'ipv4'],
    ['172.16.0.0', 12, 'ipv4'],
    ['192.0.0.0', 24, 'ipv4'],
    ['192.0.2.0', 24, 'ipv4'],
    ['192.168.0.0', 16, 'ipv4'],
    ['198.18.0.0', 15, 'ipv4'],
    ['198.51.100.0', 24, 'ipv4'],
    ['203.0.113.0', 24, 'ipv4'],
    ['224.0.0.0', 3, 'ipv4'],
    ['::', 3, 'ipv6'],
    ['2001:db8::', 32, 'ipv6'],
    ['2002::', 16, 'ipv6'],
    ['4000::', 2, 'ipv6'],
    ['8000::', 1, 'ipv6'],
  ]
  for (const network of networks) list.addSubnet(...network)
  return list
}

/** @returns a test whether an address in numbers is not of the public internet, or is no address */
export function createSpecialAddressTest(): (address: string) => boolean {
  const list = special()
  return (address) => {
    const version = isIP(address)
    return version === 0 || list.check(address, version === 4 ? 'ipv4' : 'ipv6')
  }
}

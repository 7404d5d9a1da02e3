import { BlockList, isIP } from 'node:net'

type Network = readonly [address: string, prefix: number]

/** Networks that are not of the public internet (IANA special-purpose address registries). */
const special: Readonly<Record<'ipv4' | 'ipv6', readonly Network[]>> = {
  ipv4: [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ],
  // all but 2000::/3, and of that what stands for other addresses
  ipv6: [
    ['::', 3],
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
    ['4000::', 2],
    ['8000::', 1],
  ],
}

const listOf = (family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList()
  for (const [address, prefix] of special[family]) list.addSubnet(address, prefix, family)
  return list
}

/** @returns a test whether an address in numbers is not of the public internet, or is no address */
export function createSpecialAddressTest(): (address: string) => boolean {
  // two lists: a list of both would compare an IPv4 address as ::ffff:0:0/96 too
  const lists = { ipv4: listOf('ipv4'), ipv6: listOf('ipv6') }
  return (address) => {
    const version = isIP(address)
    if (version === 0) return true
    const family = version === 4 ? 'ipv4' : 'ipv6'
    return lists[family].check(address, family)
  }
}

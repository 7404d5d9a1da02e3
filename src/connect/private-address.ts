import { BlockList, isIP } from 'node:net'

/**
 * Where an address is: of the public internet, of a private network, of this computer, or one that no
 * server has (link-local ones, metadata of a cloud, documentation, multicast).
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'never'

type Network = readonly [address: string, prefix: number]
type Family = 'ipv4' | 'ipv6'
type Networks = Readonly<Record<Family, readonly Network[]>>

/** IANA special-purpose address registries; the first kind that fits. */
const kinds: readonly (readonly [AddressKind, Networks])[] = [
  [
    'never',
    {
      ipv4: [
        ['0.0.0.0', 8],
        ['169.254.0.0', 16],
        // metadata services outside 169.254.0.0/16
        ['100.100.100.200', 32],
        ['168.63.129.16', 32],
        ['192.0.0.0', 24],
        ['192.0.2.0', 24],
        ['198.18.0.0', 15],
        ['198.51.100.0', 24],
        ['203.0.113.0', 24],
        ['224.0.0.0', 3],
      ],
      ipv6: [
        ['fd00:ec2::254', 128],
        ['fd20:ce::254', 128],
        ['2001::', 23],
        ['2001:db8::', 32],
        ['2002::', 16],
        ['3fff::', 20],
      ],
    },
  ],
  ['loopback', { ipv4: [['127.0.0.0', 8]], ipv6: [['::1', 128]] }],
  [
    'private',
    {
      ipv4: [
        ['10.0.0.0', 8],
        ['100.64.0.0', 10],
        ['172.16.0.0', 12],
        ['192.168.0.0', 16],
      ],
      ipv6: [
        ['fc00::', 7],
        ['fec0::', 10],
      ],
    },
  ],
  // of IPv6 only 2000::/3 is public
  [
    'never',
    {
      ipv4: [],
      ipv6: [
        ['::', 3],
        ['4000::', 2],
        ['8000::', 1],
      ],
    },
  ],
]

const listOf = (networks: readonly Network[], family: Family): BlockList => {
  const list = new BlockList()
  for (const [address, prefix] of networks) list.addSubnet(address, prefix, family)
  return list
}

/** IPv4 addresses inside IPv6 ones: mapped (RFC 4291) and of NAT64 (RFC 6052). */
const embedded = /^(?:::ffff|64:ff9b:):(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/

/** The address that is connected to: the IPv4 one inside an IPv6 one, without a zone. */
const plainAddress = (address: string): string => {
  const [bare = ''] = address.replace(/^\[(.*)\]$/, '$1').split('%')
  if (isIP(bare) !== 6) return bare
  const shortest = new URL(`http://[${bare}]`).hostname.slice(1, -1)
  const [, high = '0', low] = embedded.exec(shortest) ?? []
  if (low === undefined) return shortest
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 255, b >> 8, b & 255].join('.')
}

/** Tells where an address in numbers is; `never` for what is none. */
export type KindOfAddress = (address: string) => AddressKind

export function createKindOfAddress(): KindOfAddress {
  // a list for each family: a list of both would compare an IPv4 address as ::ffff:0:0/96 too
  const lists = kinds.map(([kind, networks]) => ({
    kind,
    ipv4: listOf(networks.ipv4, 'ipv4'),
    ipv6: listOf(networks.ipv6, 'ipv6'),
  }))
  return (address) => {
    const plain = plainAddress(address)
    const version = isIP(plain)
    if (version === 0) return 'never'
    const family = version === 4 ? 'ipv4' : 'ipv6'
    return lists.find((list) => list[family].check(plain, family))?.kind ?? 'public'
  }
}

/** Names that the public DNS does not have (RFC 6761, 6762, 8375; `.internal` of ICANN). */
const innerName = /^[^.]+$|\.(local|internal|home\.arpa|lan|intranet|private|corp|home)$/

/** Addresses that a hosts file gives to a name (hosts(5)). */
const addressesIn = (hosts: string, name: string): readonly string[] =>
  hosts.split('\n').flatMap((line) => {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    return address !== undefined && names.some((own) => own.toLowerCase() === name) ? [address] : []
  })

/**
 * Where a server is by what its own address says: by its numbers, by a name that the public DNS does
 * not have, or by the hosts file of this computer. Else it is public.
 * @param hostname of its URL
 * @param hosts text of the hosts file
 */
export function placeOf(hostname: string, kindOf: KindOfAddress, hosts: string): AddressKind {
  const name = hostname.toLowerCase().replace(/\.$/, '')
  if (isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0) return kindOf(name)
  if (/^(.+\.)?localhost$/.test(name)) return 'loopback'
  const given = addressesIn(hosts, name).map(kindOf)
  if (given.includes('loopback')) return 'loopback'
  return given.includes('private') || innerName.test(name) ? 'private' : 'public'
}

const near: readonly AddressKind[] = ['public', 'private', 'loopback']

/** Whether what belongs to a server may be at an address: nowhere nearer to this computer than it. */
export const mayBeAt = (kind: AddressKind, place: AddressKind): boolean =>
  kind === 'public' || (kind !== 'never' && near.indexOf(kind) <= near.indexOf(place))

import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

import { JheError } from '../../errors.js'

const mappedPrefix = /^::ffff:(?=\d+\.)/i

/** An address without the port, the brackets and the IPv4-mapped form; undefined if it is none. */
const addressIn = (text: string): string | undefined => {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(mappedPrefix, '')
  return isIP(bare) === 0 ? undefined : bare
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

const invalid = (entry: string): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `JHE_TRUSTED_PROXIES names ${JSON.stringify(entry.slice(0, 60))}, which is neither an address nor a network.`,
    'Name addresses and networks (CIDR), like 10.0.0.0/8,::1/128.',
  )

/**
 * The proxies whose `X-Forwarded-For` counts.
 * @param entries of `JHE_TRUSTED_PROXIES`: addresses and networks
 * @throws JheError CONFIG_INVALID for anything else
 */
export function trustedProxies(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [, network = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? []
    const address = addressIn(network)
    if (address === undefined) throw invalid(entry)
    const family = familyOf(address)
    const most = family === 'ipv6' ? 128 : 32
    const length = bits === undefined ? most : Number(bits)
    if (length > most) throw invalid(entry)
    list.addSubnet(address, length, family)
  }
  return list
}

/**
 * Where a request comes from: the right-most address of `X-Forwarded-For` that is no trusted proxy,
 * where the connection itself comes from one. What stands further left is anybody's claim.
 */
export function clientAddress(request: IncomingMessage, trusted: BlockList): string {
  const isTrusted = (address: string): boolean => trusted.check(address, familyOf(address))
  let nearest = addressIn(request.socket.remoteAddress ?? '') ?? 'unknown'
  if (nearest === 'unknown' || !isTrusted(nearest)) return nearest
  const header = request.headers['x-forwarded-for'] ?? ''
  for (const text of String(header).split(',').toReversed()) {
    const address = addressIn(text)
    if (address === undefined) return nearest
    nearest = address
    if (!isTrusted(address)) return address
  }
  return nearest
}

/** What one household or server has: an IPv4 address, or the /64 network of an IPv6 address. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail = ''] = address.split('%')[0]?.split('::') ?? []
  const groups = head === '' ? [] : head.split(':')
  const rest = tail === '' ? [] : tail.split(':')
  const filled = address.includes('::')
    ? [...groups, ...Array.from({ length: 8 - groups.length - rest.length }, () => '0'), ...rest]
    : groups
  return `${filled
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { isIP, type LookupFunction, type Socket } from 'node:net'

import { createKindOfAddress, mayBeAt, placeOf, type AddressKind } from './private-address.js'

/** An address of a name, as `dns.lookup` gives it. */
export interface ResolvedAddress {
  readonly address: string
  readonly family: number
}

/** All addresses of a name. @throws Error with a code such as `ENOTFOUND` */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>

export const systemResolve: Resolve = async (hostname) => await lookup(hostname, { all: true })

/** Text of the hosts file of this computer; empty where it cannot be read. */
export function readHosts(env: Readonly<Record<string, string | undefined>>): string {
  const windows = env['SystemRoot'] ?? env['SYSTEMROOT']
  const path = windows === undefined ? '/etc/hosts' : `${windows}\\System32\\drivers\\etc\\hosts`
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** A connection to this address was not made, or was ended before anything was sent. */
export class InnerAddressError extends Error {
  override readonly name = 'InnerAddressError'
}

/** Keeps connections for one server away from addresses nearer than the server itself. */
export interface AddressGuard {
  /** @throws InnerAddressError for an address in numbers that is not allowed; names pass */
  checkHost(hostname: string): void
  /** For `net.connect`: the connection is made to the very addresses that were judged. */
  readonly lookup: LookupFunction
  /** Ends a connection whose other side is not allowed. */
  watch(socket: Socket): void
}

export interface GuardOptions {
  /** Host name of the server's own URL. */
  readonly hostname: string
  readonly resolve: Resolve
  /** Read only where an address is not public. */
  readonly hosts: () => string
}

export function createAddressGuard({ hostname, resolve, hosts }: GuardOptions): AddressGuard {
  const kindOf = createKindOfAddress()
  let place: AddressKind | undefined

  const check = (address: string): void => {
    const kind = kindOf(address)
    if (kind === 'public') return
    place ??= placeOf(hostname, kindOf, hosts())
    if (!mayBeAt(kind, place)) throw new InnerAddressError('an inner address is not connected to')
  }

  const judged = async (name: string): Promise<ResolvedAddress[]> => {
    const addresses = await resolve(name)
    for (const { address } of addresses) check(address)
    return [...addresses]
  }

  return {
    checkHost: (name) => {
      const bare = name.replace(/^\[(.*)\]$/, '$1')
      if (isIP(bare) !== 0) check(bare)
    },
    lookup: (name, options, callback) => {
      judged(name).then(
        (addresses) => {
          const [first] = addresses
          if (options.all === true || first === undefined) callback(null, addresses)
          else callback(null, first.address, first.family)
        },
        (thrown: unknown) => {
          callback(thrown instanceof Error ? thrown : new Error('no address'), [])
        },
      )
    },
    watch: (socket) => {
      const judge = (): void => {
        try {
          if (socket.remoteAddress !== undefined) check(socket.remoteAddress)
        } catch (thrown) {
          socket.destroy(thrown instanceof Error ? thrown : new Error('no address'))
        }
      }
      if (socket.connecting) socket.once('connect', judge)
      else judge()
    },
  }
}

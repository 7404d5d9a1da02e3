import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

import {
  createKindOfAddress,
  mayBeAt,
  placeOf,
  type AddressKind,
  type KindOfAddress,
} from './private-address.js'

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
  /** Whether the server answered from a public address before. */
  readonly wasPublic: boolean

  constructor(wasPublic: boolean) {
    super('an inner address is not connected to')
    this.wasPublic = wasPublic
  }
}

/** Keeps connections for one server away from addresses nearer than the server itself. */
export interface AddressGuard {
  /** @throws InnerAddressError for an address in numbers that is not allowed; names pass */
  checkHost(url: URL): void
  /** For `net.connect`: the connection is made to the very addresses that were judged. */
  lookupFor(url: URL): LookupFunction
  /** Ends a connection whose other side is not allowed. */
  watch(socket: Socket, url: URL): void
  /** An answer came: whoever is certified as the server's own origin tells where the server is. */
  answered(socket: Socket, url: URL): void
}

export interface GuardOptions {
  /** The server's own URL. */
  readonly server: URL
  readonly resolve: Resolve
  /** Read only where an address is not public. */
  readonly hosts: () => string
  readonly kindOf?: KindOfAddress
}

/** Where the server is: by its own address, else by where its certified answers came from. */
const createPlace = ({ server, hosts }: GuardOptions, kindOf: KindOfAddress) => {
  let named: AddressKind | undefined
  let certified: 'public' | 'private' | undefined
  const isOwn = (url: URL): boolean => url.protocol === 'https:' && url.origin === server.origin

  const learn = (address: string): void => {
    const kind = kindOf(address)
    // once public, always public: an address that moves inside afterwards is somebody else's doing
    if (kind === 'public') certified = 'public'
    else if (kind === 'private') certified ??= 'private'
  }

  /** A certificate of the server's name cannot be had inside by anybody else. */
  const mayBeInside = (url: URL): boolean =>
    certified === 'private' || (certified === undefined && isOwn(url))

  return {
    wasPublic: () => certified === 'public',
    allows: (address: string, url: URL): boolean => {
      const kind = kindOf(address)
      if (kind === 'public') return true
      named ??= placeOf(server.hostname, kindOf, hosts())
      return mayBeAt(kind, named) || (kind === 'private' && mayBeInside(url))
    },
    answered: (socket: Socket, url: URL): void => {
      const isCertified = socket instanceof TLSSocket && socket.authorized
      if (isCertified && isOwn(url) && socket.remoteAddress !== undefined)
        learn(socket.remoteAddress)
    },
  }
}

export function createAddressGuard(options: GuardOptions): AddressGuard {
  const { server, resolve, kindOf = createKindOfAddress() } = options
  const place = createPlace(options, kindOf)

  const check = (address: string, url: URL): void => {
    if (!place.allows(address, url))
      throw new InnerAddressError(place.wasPublic() && url.origin === server.origin)
  }

  /** Of a name that is both public and private, the addresses that are allowed. */
  const judged = async (name: string, url: URL): Promise<ResolvedAddress[]> => {
    const addresses = await resolve(name)
    const isMixed = addresses.some(({ address }) => kindOf(address) === 'public')
    const left = isMixed
      ? addresses.filter(
          ({ address }) => kindOf(address) !== 'private' || place.allows(address, url),
        )
      : addresses
    for (const { address } of left) check(address, url)
    return [...left]
  }

  return {
    checkHost: (url) => {
      const bare = url.hostname.replace(/^\[(.*)\]$/, '$1')
      if (isIP(bare) !== 0) check(bare, url)
    },
    lookupFor:
      (url) =>
      (name, { all }, callback) => {
        judged(name, url).then(
          (addresses) => {
            const [first] = addresses
            if (all === true || first === undefined) callback(null, addresses)
            else callback(null, first.address, first.family)
          },
          (thrown: unknown) => {
            callback(thrown instanceof Error ? thrown : new Error('no address'), [])
          },
        )
      },
    watch: (socket, url) => {
      const judge = (): void => {
        try {
          if (socket.remoteAddress !== undefined) check(socket.remoteAddress, url)
        } catch (thrown) {
          socket.destroy(thrown instanceof Error ? thrown : new Error('no address'))
        }
      }
      if (socket.connecting) socket.once('connect', judge)
      else judge()
    },
    answered: place.answered,
  }
}

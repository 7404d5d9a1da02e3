import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createTlsServer, type Server } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

import type { RemoteFetchOptions } from '../../../src/connect/remote-fetch.js'
import { createCertificate } from '../issuer/certificate.js'
import { listenerOf, type Pages, type SeenRequest } from './pages.js'

/** Servers of the public internet: over TLS, by name, reached through a proxy as offices have it. */
export interface PublicWorld {
  /** For `createRemoteFetch`: the proxy, and whom to trust. */
  readonly options: Pick<RemoteFetchOptions, 'env' | 'authorities' | 'hosts'>
  /** What the server of a name was asked. */
  seen(name: string): readonly SeenRequest[]
  /** Replaces what the server of a name answers. */
  become(name: string, pages: Pages): void
  /** Names that the proxy was asked to connect to. */
  readonly tunnels: readonly string[]
  /** The port of a name's server, for those who go there without the proxy. */
  portOf(name: string): number
  close(): Promise<void>
}

const portOf = (server: { address(): AddressInfo | string | null }): number => {
  const at = server.address()
  return typeof at === 'object' && at !== null ? at.port : 0
}

interface Site {
  readonly server: Server
  readonly seen: SeenRequest[]
  readonly cert: string
}

const startSite = async (name: string, pages: () => Pages): Promise<Site> => {
  const certificate = createCertificate(name)
  const seen: SeenRequest[] = []
  const server = createTlsServer(certificate, listenerOf(pages, seen))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, seen, cert: certificate.cert }
}

/**
 * @param sites pages by host name
 * @param noProxy names that are asked without the proxy
 */
export async function startPublicWorld(
  sites: Readonly<Record<string, Pages>>,
  noProxy = '',
): Promise<PublicWorld> {
  const started = new Map<string, Site>()
  const current = new Map(Object.entries(sites))
  for (const name of current.keys())
    started.set(name, await startSite(name, () => current.get(name) ?? {}))
  const tunnels: string[] = []
  const ends = new Set<Duplex>()
  const proxy = createHttpServer()
  proxy.on('connect', (request, socket) => {
    const target = request.url ?? ''
    tunnels.push(target)
    const site = started.get(target.split(':')[0] ?? '')
    if (site === undefined) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
      return
    }
    const tunnel = connect(portOf(site.server), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      tunnel.pipe(socket).pipe(tunnel)
    })
    for (const end of [tunnel, socket]) {
      ends.add(end)
      end.on('error', () => undefined)
    }
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const siteOf = (name: string): Site => {
    const site = started.get(name)
    if (site === undefined) throw new Error(`no site ${name}`)
    return site
  }
  return {
    options: {
      env: { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`, NO_PROXY: noProxy },
      authorities: [...started.values()].map(({ cert }) => cert).join(''),
      hosts: '',
    },
    seen: (name) => siteOf(name).seen,
    become: (name, pages) => {
      current.set(name, pages)
    },
    tunnels,
    portOf: (name) => portOf(siteOf(name).server),
    close: async () => {
      for (const end of ends) end.destroy()
      for (const server of [proxy, ...[...started.values()].map((site) => site.server)]) {
        server.closeAllConnections()
        server.close()
        await once(server, 'close')
      }
    },
  }
}

import { once } from 'node:events'
import type { Server } from 'node:net'

import { codeOf } from '../../../files/file-error.js'
import { jhe, type Place } from '../../place.js'
import { portBusy } from '../sign-in-errors.js'
import type { RedirectUri } from './redirect-uri.js'

/** The only addresses that jhe-mcp listens on (RFC 8252, section 7.3). */
export type LoopbackAddress = '127.0.0.1' | '::1'

export type Binding =
  | {
      readonly kind: 'bound'
      /** Addresses that are ours now. */
      readonly addresses: readonly LoopbackAddress[]
      /** One line for the person when the address that the browser does not use is taken. */
      readonly warning?: string
    }
  /** Another process listens there already; nothing is bound. */
  | { readonly kind: 'taken'; readonly address: LoopbackAddress }

type Outcome = 'listening' | 'taken' | 'absent' | 'forbidden'

const outcomes: Readonly<Record<string, Outcome>> = {
  EADDRINUSE: 'taken',
  EADDRNOTAVAIL: 'absent',
  EAFNOSUPPORT: 'absent',
}

const listen = async (server: Server, host: LoopbackAddress, port: number): Promise<Outcome> => {
  try {
    server.listen({ host, port })
    await once(server, 'listening')
    return 'listening'
  } catch (thrown) {
    return outcomes[codeOf(thrown) ?? ''] ?? 'forbidden'
  }
}

const close = async (server: Server): Promise<void> => {
  if (!server.listening) return
  server.close()
  await once(server, 'close')
}

/**
 * Binds the port of the redirect address on both loopback families and keeps the sockets: this is
 * the lock between processes, and no other process can receive the browser's answer on the other family.
 * A family that this computer does not have is left out.
 * @param serverOf the server of each address; it answers as soon as it listens.
 * @param place named in errors
 * @throws JheError CALLBACK_PORT_BUSY when the system does not allow the port.
 */
export async function bindLoopback(
  { host, port }: RedirectUri,
  serverOf: Readonly<Record<LoopbackAddress, Server>>,
  place: Place = jhe,
): Promise<Binding> {
  const first: LoopbackAddress = host === '[::1]' ? '::1' : '127.0.0.1'
  const second: LoopbackAddress = first === '::1' ? '127.0.0.1' : '::1'
  const own = await listen(serverOf[first], first, port)
  if (own === 'taken') return { kind: 'taken', address: first }
  if (own !== 'listening') throw portBusy(port, 'forbidden', place)
  const other = await listen(serverOf[second], second, port)
  if (other === 'listening') return { kind: 'bound', addresses: [first, second] }
  if (other === 'absent') return { kind: 'bound', addresses: [first] }
  if (host === 'localhost') {
    await close(serverOf[first])
    if (other === 'forbidden') throw portBusy(port, 'forbidden', place)
    return { kind: 'taken', address: second }
  }
  return {
    kind: 'bound',
    addresses: [first],
    warning: `Another program holds port ${port} on ${second}; the sign-in uses ${first} only.`,
  }
}

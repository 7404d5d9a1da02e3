import pg from 'pg'

import type { HostTarget } from './connection-url.js'

/** Milliseconds that a cancellation may take; the statement's own time limit holds anyway. */
const timeoutMs = 2_000

/** The key of a connection, from the server or a pooler (BackendKeyData). */
export interface BackendKey {
  /** What the connection itself uses: TLS may be decided by the server. */
  readonly ssl: unknown
  readonly processID: number | null
  readonly secretKey: number | null
}

/**
 * Asks the server to stop the statement that a connection is running: CancelRequest of the
 * PostgreSQL protocol, version 3. It needs no login and no free connection, poolers pass it on,
 * and it goes through TLS where the connection does.
 * @returns once the server has closed the connection, or after 2 s
 */
export async function requestCancel(
  { client: { host = 'localhost', port = 5432, ssl, sslnegotiation }, fallback }: HostTarget,
  { processID, secretKey, ssl: used }: BackendKey,
): Promise<void> {
  if (processID === null || secretKey === null) return
  const tls = used === false ? undefined : [ssl, fallback].find((one) => typeof one === 'object')
  const connection = new pg.Connection({ ssl: tls, sslNegotiation: sslnegotiation })
  const ask = () => {
    connection.cancel(processID, secretKey)
  }
  await new Promise<void>((resolve) => {
    const limit = setTimeout(() => {
      connection.stream.destroy()
    }, timeoutMs)
    connection.on('error', () => {
      connection.stream.destroy()
    })
    connection.on('end', () => {
      clearTimeout(limit)
      resolve()
    })
    if (tls === undefined) connection.on('connect', ask)
    else {
      if (sslnegotiation !== 'direct') {
        connection.on('connect', () => {
          connection.requestSsl()
        })
      }
      connection.on('sslconnect', ask)
    }
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`)
    else connection.connect(port, host)
  })
}

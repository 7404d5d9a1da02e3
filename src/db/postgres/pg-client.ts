import pg from 'pg'

import { JheError } from '../../errors.js'
import { createAuthExchange, type AuthExchange } from './auth-exchange.js'
import type { HostTarget } from './connection-url.js'
import { StartFailure } from './start-failure.js'

/** The oldest server version that has the settings of every session. */
const oldest = 13

/** @throws JheError SCHEMA_UNSUPPORTED */
const requireVersion = (version: string): void => {
  const major = Number(/^\d+/.exec(version)?.[0] ?? oldest)
  if (major >= oldest) return
  throw new JheError(
    'SCHEMA_UNSUPPORTED',
    `The database runs PostgreSQL ${major}, which is older than jhe-mcp can work with (${oldest}).`,
    `Ask the database administrator to upgrade it to PostgreSQL ${oldest} or newer.`,
  )
}

/** The part of the driver's messages that is read here. */
interface Message {
  readonly mechanisms?: readonly string[]
  readonly parameterName?: string
  readonly parameterValue?: string
}

/** What the driver cannot read ends the connection: thrown inside a stream, it would end the process. */
const guardReading = (connection: pg.Connection): void => {
  const attach = connection.attachListeners.bind(connection)
  const fail = (thrown: unknown) => {
    connection.emit('error', thrown)
    connection.stream.destroy()
  }
  connection.attachListeners = (stream) => {
    attach({
      on: (event, listener) =>
        stream.on(event, (bytes) => {
          try {
            listener(bytes)
          } catch (thrown) {
            fail(thrown)
          }
        }),
    })
  }
}

/** Has every step of the exchange checked before the driver answers it. */
const watch = (connection: pg.Connection, exchange: AuthExchange): { version: string } => {
  const server = { version: '' }
  const step = (event: string, take: (message: Message) => void) =>
    connection.on(event, (message: Message) => {
      try {
        take(message)
      } catch (thrown) {
        connection.emit('error', thrown)
        connection.stream.destroy()
      }
    })
  step('authenticationCleartextPassword', () => {
    exchange.ask('password')
  })
  step('authenticationMD5Password', () => {
    exchange.ask('md5')
  })
  step('authenticationSASL', ({ mechanisms }) => {
    exchange.ask('scram-sha-256', mechanisms)
  })
  step('authenticationSASLFinal', () => {
    exchange.proved()
  })
  step('authenticationOk', () => {
    exchange.accept()
  })
  step('parameterStatus', ({ parameterName, parameterValue = '' }) => {
    if (parameterName === 'server_version') server.version = parameterValue
  })
  return server
}

type Told = (error: Error) => void

/**
 * A client of `pg` that sends the password only as the target allows, and fails with a
 * `StartFailure` or a JheError.
 */
export function clientOf(target: HostTarget): new (config?: pg.ClientConfig) => pg.Client {
  return class GuardedClient extends pg.Client {
    readonly #exchange: AuthExchange
    readonly #server: { readonly version: string }
    readonly #isTls: boolean

    constructor(config: pg.ClientConfig = {}) {
      const isTls = typeof config.ssl === 'object'
      const exchange = createAuthExchange(target, isTls)
      super({
        ...config,
        enableChannelBinding: isTls && target.auth.channelBinding !== 'disable',
        password: () => exchange.password(),
      })
      this.#isTls = isTls
      this.#exchange = exchange
      guardReading(this.connection)
      this.#server = watch(this.connection, exchange)
    }

    #failureOf(thrown: unknown): Error | undefined {
      if (thrown instanceof JheError) return thrown
      if (thrown instanceof Error) {
        return new StartFailure(thrown, { isTls: this.#isTls, asked: this.#exchange.asked })
      }
      try {
        requireVersion(this.#server.version)
        return undefined
      } catch (old) {
        return old instanceof Error ? old : new Error('the version cannot be read')
      }
    }

    override connect(): Promise<pg.Client>
    override connect(told: Told): void
    override connect(told?: Told): Promise<pg.Client> | undefined {
      if (told === undefined) return super.connect()
      let isTold = false
      super.connect((thrown: Error) => {
        if (isTold) return
        isTold = true
        const failure = this.#failureOf(thrown)
        // a server that was refused must not go on
        if (failure !== undefined) this.connection.stream.destroy()
        told(failure ?? thrown)
      })
      return undefined
    }
  }
}

import { isIP } from 'node:net'

import { loadServeConfig, type ServeConfig } from '../../serve-config.js'
import { settingSources } from '../../config.js'
import { JheError } from '../../errors.js'
import type { CommandContext } from '../runtime.js'

/** A command of the served half: its own settings beside those of the whole program. */
export interface ServeContext extends CommandContext {
  readonly serve: ServeConfig
}

const keysWanted = (): JheError =>
  new JheError(
    'CONFIG_INVALID',
    'JHE_SERVE_KEYS is not set, and replicas that share JHE_STATE_CONN must share keys.',
    'Make one with `openssl rand -base64 32` and set it for every replica.',
  )

/** An address in numbers as part of a URL. */
const inUrl = (address: string): string => (isIP(address) === 6 ? `[${address}]` : address)

/** Where no setting says how other replicas reach this one: Fly.io tells each machine its address. */
const withPeerUrl = (serve: ServeConfig, env: CommandContext['runtime']['env']): ServeConfig => {
  const address = env['FLY_PRIVATE_IP'] ?? ''
  const { peerUrl, internalListen } = serve
  if (peerUrl !== undefined || internalListen === undefined || isIP(address) === 0) return serve
  return { ...serve, peerUrl: `http://${inUrl(address)}:${internalListen.port}` }
}

/**
 * The settings of `serve` and of what works on its state. Without `JHE_PEER_URL` it is made of
 * `FLY_PRIVATE_IP` and the port of `JHE_INTERNAL_LISTEN`.
 * @param flags settings of the command line by name
 * @throws JheError CONFIG_INVALID
 */
export function serveContext(
  command: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): ServeContext {
  const { env, home } = command.runtime
  const serve = withPeerUrl(loadServeConfig({ flags, env, home }), env)
  if (serve.stateConn !== undefined && serve.serveKeys === undefined) throw keysWanted()
  if ((serve.tlsCert === undefined) !== (serve.tlsKey === undefined))
    throw new JheError(
      'CONFIG_INVALID',
      'Of JHE_TLS_CERT and JHE_TLS_KEY only one is set.',
      'Set both, or neither where a proxy in front ends TLS.',
    )
  // a server of many people refuses a role that can write unless it is told not to
  const isSaid = settingSources({ flags, env })['JHE_REQUIRE_SAFE_ROLE'] !== 'default'
  const config = isSaid ? command.config : { ...command.config, requireSafeRole: true }
  return { ...command, config, serve }
}

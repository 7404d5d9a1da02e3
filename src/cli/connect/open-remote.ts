import type { OpenAudit } from '../../app/audit/open-audit.js'
import type { RemoteAccount } from '../../connect/account/remote-account.js'
import type { BridgeOptions } from '../../connect/host/bridge.js'
import { signInNeeded } from '../../connect/host/sign-in-needed.js'
import type { SeenStore } from '../../connect/seen/seen-store.js'
import type { Upstream } from '../../connect/upstream/upstream.js'
import { JheError } from '../../errors.js'
import { once } from '../../once.js'
import type { ConnectSettings } from './connect-settings.js'
import { refusingRemote } from './refusing-remote.js'

/** A server elsewhere, nothing of which is opened or loaded before it is needed. */
export type Remote = Pick<BridgeOptions, 'open' | 'account' | 'seen' | 'same' | 'origin'>

/** The account and what was seen last, from one folder. */
interface OpenedAccount {
  readonly account: RemoteAccount
  readonly seen: SeenStore
}

const lazyAccount = (
  server: RemoteAccount['server'],
  opened: () => Promise<OpenedAccount>,
  ifOpen: () => Promise<OpenedAccount | undefined>,
): RemoteAccount => {
  const get = async () => (await opened()).account
  return {
    server,
    credentials: async (signal) => await (await get()).credentials(signal),
    renew: async (refused, challenge, signal) =>
      await (await get()).renew(refused, challenge, signal),
    signIn: async (challenge, signal, progress) =>
      await (await get()).signIn(challenge, signal, progress),
    offer: async (challenge) => await (await get()).offer(challenge),
    accepted: async (signal, progress) => await (await get()).accepted(signal, progress),
    declined: async () => await (await get()).declined(),
    isSignedIn: async () => await (await get()).isSignedIn(),
    stop: async () => {
      await (await ifOpen())?.account.stop()
    },
  }
}

const lazySeen = (opened: () => Promise<OpenedAccount>): SeenStore => ({
  read: async () => await (await opened()).seen.read(),
  write: async (seen) => {
    await (await opened()).seen.write(seen)
  },
  forget: async () => {
    await (await opened()).seen.forget()
  },
})

const ownDefinitionsOf = async ({ command }: ConnectSettings) => {
  const { ownDefinitions } = await import('./own-definitions.js')
  return await ownDefinitions(command)
}

const refusing = (settings: ConnectSettings, problem: JheError): Remote => {
  const { account, seen, upstream } = refusingRemote(problem)
  const server = { href: '', origin: '', isLoopback: false }
  const own = once(async () => await ownDefinitionsOf(settings))
  return {
    account: { ...account, server },
    seen,
    open: () => upstream,
    same: own.get,
    origin: null,
  }
}

const notGiven = new JheError(
  'CONFIG_INVALID',
  'No address of a server is given.',
  'Set JHE_SERVER_URL.',
)

/**
 * The server that the settings name.
 * @param audit records each sign-in
 */
export function openRemote(settings: ConnectSettings, audit: Pick<OpenAudit, 'record'>): Remote {
  const { command, remote, problem = notGiven } = settings
  if (remote === undefined) return refusing(settings, problem)
  const { server, config } = remote
  const { runtime, log } = command
  const ending = runtime.interrupted
  const fetch = once(async () => {
    const { createRemoteFetch } = await import('../../connect/remote-fetch.js')
    return createRemoteFetch({ server, env: runtime.env })
  })
  const opened = once(async () => {
    const { openAccount } = await import('./open-account.js')
    return openAccount({ command, server, config, audit, fetch: await fetch.get() })
  })
  const account = lazyAccount(server, opened.get, opened.ifOpen)
  const fingerprint = once(async () => {
    const { serverFingerprint } = await import('./server-fingerprint.js')
    return await serverFingerprint(server, await fetch.get(), ending)
  })
  const own = once(async () => await ownDefinitionsOf(settings))
  return {
    account,
    seen: lazySeen(opened.get),
    origin: server.origin,
    same: async (seenLast) => {
      const theirs = seenLast ?? (await fingerprint.get().catch(() => undefined))
      if (theirs === undefined) return undefined
      const ours = await own.get()
      return ours.fingerprint === theirs ? ours : undefined
    },
    open: (receive, tools) => {
      const upstream = once(async (): Promise<Upstream> => {
        const { createUpstream } = await import('../../connect/upstream/heal/create-upstream.js')
        return createUpstream({
          account,
          fetch: await fetch.get(),
          transport: config.transport,
          receive,
          ...tools,
          onSignIn: async ({ challenge }) => await Promise.reject(signInNeeded(server, challenge)),
          log,
          now: runtime.now,
        })
      })
      return {
        send: async (message, signal) => {
          await (await upstream.get()).send(message, signal)
        },
        close: async () => {
          await (await upstream.ifOpen())?.close()
        },
      }
    },
  }
}

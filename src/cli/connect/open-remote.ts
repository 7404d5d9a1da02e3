import type { OpenAudit } from '../../app/audit/open-audit.js'
import type { RemoteAccount } from '../../connect/account/remote-account.js'
import type { BridgeOptions } from '../../connect/host/bridge.js'
import { signInNeeded } from '../../connect/host/sign-in-needed.js'
import type { SeenStore } from '../../connect/seen/seen-store.js'
import type { Upstream } from '../../connect/upstream/upstream.js'
import type { JheError } from '../../errors.js'
import { once, type Once } from '../../once.js'
import type { ConnectSettings } from './connect-settings.js'
import type { Kept } from './open-kept.js'
import { refusingRemote } from './refusing-remote.js'

/** A server elsewhere, nothing of which is opened or loaded before it is needed. */
export type Remote = Pick<
  BridgeOptions,
  'open' | 'account' | 'wasSignedIn' | 'seen' | 'same' | 'origin'
>

const lazyAccount = (
  server: RemoteAccount['server'],
  opened: Once<RemoteAccount>,
): RemoteAccount => {
  const { get } = opened
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
      await (await opened.ifOpen())?.stop()
    },
  }
}

const lazySeen = (kept: () => Promise<Kept>): SeenStore => ({
  read: async () => await (await kept()).seen.read(),
  write: async (seen) => {
    await (await kept()).seen.write(seen)
  },
  forget: async () => {
    await (await kept()).seen.forget()
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

/** Opened by the first message. */
const lazyUpstream = (open: () => Promise<Upstream>): Upstream => {
  const upstream = once(open)
  return {
    send: async (message, signal) => {
      await (await upstream.get()).send(message, signal)
    },
    close: async () => {
      await (await upstream.ifOpen())?.close()
    },
  }
}

/**
 * The server that the settings name.
 * @param audit records each sign-in
 */
export function openRemote(settings: ConnectSettings, audit: Pick<OpenAudit, 'record'>): Remote {
  const { command, remote, problem } = settings
  if (problem !== undefined) return refusing(settings, problem)
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
  const kept = once(async () => (await import('./open-kept.js')).openKept(command, server))
  const hasHeaders = config.headerFile !== undefined
  const account = lazyAccount(server, opened)
  const fingerprint = once(async () => {
    const { serverFingerprint } = await import('./server-fingerprint.js')
    return await serverFingerprint(server, await fetch.get(), ending)
  })
  const own = once(async () => await ownDefinitionsOf(settings))
  return {
    account,
    seen: lazySeen(kept.get),
    wasSignedIn: async () => hasHeaders || (await (await kept.get()).hasSession()),
    origin: server.origin,
    same: async (seenLast) => {
      const theirs = seenLast ?? (await fingerprint.get().catch(() => undefined))
      if (theirs === undefined) return undefined
      const ours = await own.get()
      return ours.fingerprint === theirs ? ours : undefined
    },
    open: (receive, tools) =>
      lazyUpstream(async () => {
        const { createUpstream } = await import('../../connect/upstream/heal/create-upstream.js')
        return createUpstream({
          account,
          fetch: await fetch.get(),
          transport: config.transport,
          receive,
          ...tools,
          onSignIn: async ({ challenge, signal }) => {
            // a header file has its own way out
            if (hasHeaders) return await account.signIn(challenge, signal)
            throw signInNeeded(server, challenge)
          },
          log,
          now: runtime.now,
        })
      }),
  }
}

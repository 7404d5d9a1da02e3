import { setTimeout as delay } from 'node:timers/promises'

import { inTime, type PendingSignIn } from '../attempt.js'
import type { LoopbackAddress } from './bind-loopback.js'
import {
  askForPort,
  awaitPeer,
  isSameSignIn,
  findPortHolder,
  type PeerIdentity,
  type PeerPage,
} from './peer-process.js'
import { portBusy, portBusyWithOtherSignIn, peerFailed } from '../sign-in-errors.js'

/** Milliseconds before a port is tried again that is taken but does not answer, or is given up. */
const retryMs = 100

/**
 * The session that another process has stored since the sign-in began; undefined where the store holds
 * no new one, as when another program imitates jhe-mcp on the port.
 */
export const newSession = async <T>({
  settings,
  before,
}: PendingSignIn<T>): Promise<T | undefined> => {
  const session = await (await settings.stores.current()).read()
  if (session === undefined) return undefined
  return (await settings.kind.isNew(session, before)) ? session : undefined
}

/** Tells the person of the other process, once. */
const tell = <T>(
  { pid }: PeerIdentity,
  { attempt, told }: PendingSignIn<T>,
  mustWait: boolean,
): void => {
  if (told.has(pid)) return
  told.add(pid)
  attempt.follow(pid)
  if (mustWait)
    attempt.notice('That sign-in does not ask who you are; this one begins when it has ended.')
}

/** Has a page of ours give the port up, and waits a moment. */
const untilFree = async (
  holder: PeerPage | 'nobody',
  address: LoopbackAddress,
  port: number,
): Promise<void> => {
  if (holder !== 'nobody') await askForPort(address, port)
  await delay(retryMs)
}

const isSignIn = (holder: PeerIdentity | PeerPage | 'nobody'): holder is PeerIdentity =>
  holder !== 'nobody' && !('page' in holder)

/**
 * Waits for the sign-in of the process that holds the port.
 * @returns its session, or undefined to try the port again
 * @throws JheError CALLBACK_PORT_BUSY for another program; the code of a sign-in that failed
 */
export async function followLeader<T>(
  address: LoopbackAddress,
  pending: PendingSignIn<T>,
): Promise<T | undefined> {
  const { settings, attempt, identity, stop } = pending
  const { host, port } = settings.redirect
  const { place } = settings.kind
  const holder = await findPortHolder(address, port)
  if (holder === 'stranger') {
    const isOther = host === 'localhost' && address === '::1'
    throw portBusy(port, isOther ? 'other address' : 'stranger', place)
  }
  if (!isSignIn(holder)) {
    await untilFree(holder, address, port)
    return undefined
  }
  if (!isSameSignIn(holder, identity)) throw portBusyWithOtherSignIn(port, holder.pid, place)
  const mustWait = attempt.fresh === true && holder.fresh !== true
  tell(holder, pending, mustWait)
  const result = await inTime(awaitPeer(address, port, stop), pending)
  if (mustWait) return undefined
  if (result.outcome === 'failed') throw peerFailed(holder.pid, result.code, place)
  return result.outcome === 'gone' ? undefined : await inTime(newSession(pending), pending)
}

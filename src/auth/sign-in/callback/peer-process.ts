import { createHash } from 'node:crypto'
import { type ClientRequest, request, type RequestOptions } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

import { z } from 'zod'

import { errorCodes } from '../../../errors.js'
import { codeOf } from '../../../files/file-error.js'
import type { SessionOwner } from '../../session/session.js'
import type { LoopbackAddress } from './bind-loopback.js'

export const identityPath = '/.jhe-mcp/id'
export const resultPath = '/.jhe-mcp/result'
/** Asks the page of a study to give the port up for a while. */
export const yieldPath = '/.jhe-mcp/yield'
/** What the addresses of the page of a study begin with. */
export const studyPath = '/study/'

const identitySchema = z.object({
  app: z.literal('jhe-mcp'),
  /** SHA-256 of the issuer and of the OAuth client id: enough to recognize the same sign-in. */
  issuer: z.string().max(64),
  client: z.string().max(64),
  pid: z.int().positive(),
  started: z.iso.datetime(),
  /** Whether it has JHE ask who it is, although the browser may be signed in there. */
  fresh: z.boolean().optional(),
})

/** How a process that signs in identifies itself to others; holds no state and no secret. */
export type PeerIdentity = Readonly<z.output<typeof identitySchema>>

const studyPageSchema = z.object({
  app: z.literal('jhe-mcp'),
  page: z.literal('study'),
  pid: z.int().positive(),
})

/** How a process identifies itself that shows the page of a study, which gives way to a sign-in. */
export type PeerPage = Readonly<z.output<typeof studyPageSchema>>

const holderSchema = z.union([identitySchema, studyPageSchema])

const resultSchema = z.union([
  z.object({ outcome: z.literal('done') }),
  z.object({ outcome: z.literal('failed'), code: z.enum(errorCodes) }),
])

/** How the sign-in of another process ended; `gone` when that process has exited. */
export type PeerResult = z.output<typeof resultSchema> | { readonly outcome: 'gone' }

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export const peerIdentityOf = (
  owner: SessionOwner,
  pid: number,
  started: Date,
  fresh = false,
): PeerIdentity => ({
  app: 'jhe-mcp',
  issuer: sha256(owner.issuer),
  client: sha256(owner.clientId),
  pid,
  started: started.toISOString(),
  ...(fresh && { fresh }),
})

/** Whether both sign in to the same JHE with the same OAuth client. */
export const isSameSignIn = (a: PeerIdentity, b: PeerIdentity): boolean =>
  a.issuer === b.issuer && a.client === b.client

const maxBytes = 4096

/** A request that is not sent yet, over a connection of its own. */
const requestTo = (
  address: LoopbackAddress,
  port: number,
  options: Pick<RequestOptions, 'method' | 'path' | 'signal'>,
): ClientRequest => {
  const headers = { Host: address === '::1' ? `[::1]:${port}` : `${address}:${port}` }
  return request({ ...options, host: address, port, headers, agent: false })
}

/** The body of a 200 answer as JSON. Rejects for anything else, however it fails. */
const getJson = (
  address: LoopbackAddress,
  port: number,
  path: string,
  signal: AbortSignal,
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const ask = requestTo(address, port, { path, signal })
    ask.once('error', reject)
    ask.once('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.once('error', reject)
      response.on('data', (part: string) => {
        text += part
        if (text.length > maxBytes) ask.destroy(new Error('too long'))
      })
      response.once('end', () => {
        try {
          if (response.statusCode !== 200) throw new Error('not an answer of jhe-mcp')
          resolve(JSON.parse(text))
        } catch (thrown) {
          reject(thrown instanceof Error ? thrown : new Error('unreadable'))
        }
      })
    })
    ask.end()
  })

/** A jhe-mcp that exits resets its connections; the port is asked again after a short delay. */
const maxResets = 3
const resetDelayMs = 100

/**
 * Who listens on the port: another jhe-mcp, another program (`stranger`), or no process any more.
 * @param limit milliseconds after which a listener that does not answer counts as a stranger.
 */
export async function findPortHolder(
  address: LoopbackAddress,
  port: number,
  limit = 2000,
): Promise<PeerIdentity | PeerPage | 'stranger' | 'nobody'> {
  const signal = AbortSignal.timeout(limit)
  for (let resets = 0; resets < maxResets; resets += 1) {
    try {
      const parsed = holderSchema.safeParse(await getJson(address, port, identityPath, signal))
      return parsed.success ? parsed.data : 'stranger'
    } catch (thrown) {
      if (codeOf(thrown) === 'ECONNREFUSED') return 'nobody'
      if (codeOf(thrown) !== 'ECONNRESET') return 'stranger'
      await delay(resetDelayMs)
    }
  }
  return 'stranger'
}

/**
 * Asks the page of a study to give the port up. Whether it does shows when the port is tried again.
 * @param limit milliseconds that it may take to answer
 */
export const askForPort = (address: LoopbackAddress, port: number, limit = 2000): Promise<void> =>
  new Promise((resolve) => {
    const signal = AbortSignal.timeout(limit)
    requestTo(address, port, { method: 'POST', path: yieldPath, signal })
      .once('response', (response) => response.resume())
      .on('error', () => undefined)
      .once('close', resolve)
      .end()
  })

/**
 * Waits until the sign-in of the process on the port ends.
 * @throws the reason of `signal` when it is aborted first.
 */
export async function awaitPeer(
  address: LoopbackAddress,
  port: number,
  signal: AbortSignal,
): Promise<PeerResult> {
  try {
    const parsed = resultSchema.safeParse(await getJson(address, port, resultPath, signal))
    return parsed.success ? parsed.data : { outcome: 'gone' }
  } catch {
    signal.throwIfAborted()
    return { outcome: 'gone' }
  }
}

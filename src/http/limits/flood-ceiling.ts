import type { IncomingMessage, ServerResponse } from 'node:http'
import type { BlockList } from 'node:net'

import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

import type { Metrics } from '../../metrics.js'
import { clientAddress, networkOf } from '../wire/client-address.js'
import { sendText } from '../wire/send.js'

/** Requests of one address a minute. */
const ceiling = 600

/** Paths that anybody may ask, and so anybody may flood. */
const counted = ['/authorize', '/register']

/**
 * A ceiling on what one address may ask of the paths that need no sign-in, only as a flood stop: the
 * hosted connectors of many people share an address.
 */
export interface FloodCeiling {
  /**
   * Counts a request, and answers 429 where there were too many. Of `/token` only what fails is
   * counted, and beyond the ceiling each answer ends its connection: a refresh that succeeds is
   * never held back.
   * @returns whether the request may go on
   */
  admit(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>
}

/** @param trusted proxies that say for whom they ask */
export function createFloodCeiling(trusted: BlockList, metrics?: Metrics): FloodCeiling {
  const limiter = new RateLimiterMemory({ points: ceiling, duration: 60 })

  /** @returns seconds to wait where there were too many, else undefined */
  const count = async (network: string): Promise<number | undefined> => {
    try {
      await limiter.consume(network)
      return undefined
    } catch (thrown) {
      if (thrown instanceof RateLimiterRes) return Math.ceil(thrown.msBeforeNext / 1000)
      throw thrown
    }
  }

  const watch = async (network: string, response: ServerResponse): Promise<void> => {
    const so = await limiter.get(network)
    if ((so?.consumedPoints ?? 0) >= ceiling) response.setHeader('Connection', 'close')
    response.once('finish', () => {
      if (response.statusCode >= 400 && response.statusCode < 500) void count(network)
    })
  }

  return {
    admit: async (path, request, response) => {
      const network = networkOf(clientAddress(request, trusted))
      if (path === '/token') await watch(`token ${network}`, response)
      if (!counted.includes(path)) return true
      const wait = await count(network)
      if (wait === undefined) return true
      metrics?.rateLimited()
      const headers = { 'Retry-After': String(wait) }
      sendText(response, 429, 'Too many requests from this address.', headers)
      return false
    },
  }
}

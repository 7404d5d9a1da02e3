import { LRUCache } from 'lru-cache'

import type { Log } from '../../log.js'
import type { ClientPolicy } from './client-policy.js'

/** Whether this server reaches the hosts of client metadata documents. */
export interface DocumentReach {
  /** False for an hour after a known host was not reached; true again once one has answered. */
  readonly isGiven: () => boolean
  /** Asks a host. @throws what `ask` throws, after it was taken down for a known host */
  of<Answer>(address: URL, ask: () => Promise<Answer>): Promise<Answer>
}

/** In milliseconds. */
const restFor = 3_600_000

/**
 * Behind a firewall no document can be read. Programs that have one then register themselves, if the
 * metadata does not say that documents are read (RFC 7591).
 */
export function createDocumentReach(policy: ClientPolicy, log: Log): DocumentReach {
  const lost = new LRUCache<'lost', true>({ max: 1, ttl: restFor })

  const lose = (host: string): void => {
    if (lost.has('lost')) return
    lost.set('lost', true)
    log.warn(
      `This server does not reach ${host} over https, where a program publishes its metadata. Claude Code, Codex and Visual Studio Code go on with the copies that jhe-mcp brings; others are told for an hour to register themselves, after their first sign-in has failed. Let this server reach that host.`,
    )
  }

  return {
    isGiven: () => !lost.has('lost'),
    of: async (address, ask) => {
      // a host that somebody made up says nothing about the network
      if (!policy.knowsDocument(address)) return await ask()
      try {
        const answer = await ask()
        lost.delete('lost')
        return answer
      } catch (thrown) {
        lose(address.host)
        throw thrown
      }
    },
  }
}

import { dropBody } from '../wire/body.js'
import type { TransportContext } from '../wire/context.js'
import { exchange } from '../wire/exchange.js'

const mostTries = 3
/** Kept connections that are not in use, as far as they are looked at. */
const atOnce = 4

const probeOnce = async (context: TransportContext, signal: AbortSignal): Promise<boolean> => {
  try {
    const response = await exchange(context, context.server.href, {
      method: 'POST',
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
      },
      body: '{"jsonrpc":"2.0","method":"notifications/ping"}',
      signal,
      limitMs: context.limits.wakeMs,
    })
    dropBody(response)
    return true
  } catch (thrown) {
    context.log.failure(thrown)
    return false
  }
}

/**
 * Finds out, without anything that counts, whether connections still work: those that are kept but
 * dead are closed by the time limit. Whatever the server answers will do; never throws.
 */
export async function probe(context: TransportContext, signal: AbortSignal): Promise<void> {
  for (let tries = 0; tries < mostTries && !signal.aborted; tries += 1) {
    const probes = Array.from({ length: atOnce }, async () => await probeOnce(context, signal))
    if ((await Promise.all(probes)).every(Boolean)) return
  }
}

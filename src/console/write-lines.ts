import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

/**
 * Writes values as they come, one JSON text a line (NDJSON), no faster than the page reads them; stops
 * where the page goes away.
 */
export async function writeLines(
  response: ServerResponse,
  lines: AsyncIterable<object>,
): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson; charset=utf-8' })
  response.flushHeaders()
  const closed = once(response, 'close').then(() => 'closed' as const)
  for await (const line of lines) {
    if (response.destroyed) break
    if (response.write(`${JSON.stringify(line)}\n`)) continue
    await Promise.race([once(response, 'drain'), closed])
  }
  response.end()
}

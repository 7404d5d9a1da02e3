import { setImmediate } from 'node:timers/promises'

import { describe, expect, it } from 'vitest'

import { parseServerUrl } from '../../../../src/connect/server-url.js'
import { defaultLimits } from '../../../../src/connect/upstream/limits.js'
import { eventsOf } from '../../../../src/connect/upstream/wire/events.js'

describe('a stream', () => {
  it('is not read further while what came is not taken', async () => {
    let pulls = 0
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          pulls += 1
          controller.enqueue(new TextEncoder().encode('data: {}\n\n'))
        },
      },
      { highWaterMark: 0 },
    )
    const bounds = {
      server: parseServerUrl('http://127.0.0.1:1/mcp'),
      limits: defaultLimits,
      signal: new AbortController().signal,
    }
    const cursor = { lastEventId: undefined, retryMs: undefined }
    const events = eventsOf(new Response(body), bounds, cursor)
    await events.next()
    for (let turn = 0; turn < 20; turn += 1) await setImmediate()
    expect(pulls).toBe(1)
    await events.next()
    expect(pulls).toBe(2)
    await events.return(undefined)
  })
})

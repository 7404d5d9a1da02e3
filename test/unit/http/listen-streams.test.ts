import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createListenStreams } from '../../../src/http/listen-streams.js'
import { createLog } from '../../../src/log.js'
import { signedInAs } from '../../support/clients/app.js'

const log = createLog('error', () => undefined)
const callerOf = (subject: number) => ({
  subject,
  clientId: 'client',
  grantId: `grant-${subject}`,
  identity: signedInAs({ subject, issuer: 'http://localhost:8000/o', studies: null }),
  endsAt: 4_102_444_800,
})
const responseOf = () => new ServerResponse(new IncomingMessage(new Socket()))

describe('streams of people whose grant ends', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('end with the next look; trouble of ours ends none', async () => {
    const ended = new Set<string | null>()
    let isDown = true
    const streams = createListenStreams({
      broker: {
        isLive: async ({ grantId }) => {
          await Promise.resolve()
          if (isDown) throw new Error('away')
          return !ended.has(grantId)
        },
      },
      most: { person: 1, process: 2 },
      checkMs: 15_000,
      log,
    })
    const [first, second] = [responseOf(), responseOf()]
    const admitted = [first, responseOf(), second, responseOf()].map((response, at) =>
      streams.admit(response, callerOf([1, 1, 2, 3][at] ?? 0)),
    )
    expect(admitted).toEqual([true, false, true, false])
    first.writeHead(200)
    ended.add('grant-1')
    await vi.advanceTimersByTimeAsync(15_000)
    expect([first.writableEnded, second.writableEnded]).toEqual([false, false])
    isDown = false
    await vi.advanceTimersByTimeAsync(15_000)
    expect([first.writableEnded, second.writableEnded]).toEqual([true, false])
    second.emit('close')
    expect(streams.admit(responseOf(), callerOf(2))).toBe(true)
  })

  it.each(['with its grant', 'with the server'])(
    'F4: one without an answer gets no empty one %s, and one that is gone counts as none',
    async (how) => {
      const streams = createListenStreams({
        broker: { isLive: async () => await Promise.resolve(false) },
        most: { person: 1, process: 1 },
        checkMs: 15_000,
        log,
      })
      const gone = responseOf()
      gone.destroy()
      expect(streams.admit(gone, callerOf(1))).toBe(true)
      const waiting = responseOf()
      expect(streams.admit(waiting, callerOf(1))).toBe(true)
      if (how === 'with the server') streams.end()
      else await vi.advanceTimersByTimeAsync(15_000)
      expect([waiting.writableEnded, waiting.destroyed]).toEqual([false, true])
    },
  )
})

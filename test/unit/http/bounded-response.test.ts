import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { boundedResponse } from '../../../src/http/wire/bounded-response.js'

/** A response whose reader reads when the test says so. */
class Reader extends ServerResponse {
  override writableLength = 0

  override write(chunk: unknown): boolean {
    this.writableLength += String(chunk).length
    return true
  }
}

const half = 'x'.repeat(524_288)

describe('F41: a reader that is slow', () => {
  let response: Reader
  let overruns: number
  const write = (): unknown => bounded.write(half)
  let bounded: ReturnType<typeof boundedResponse>

  beforeEach(() => {
    vi.useFakeTimers()
    overruns = 0
    response = new Reader(new IncomingMessage(new Socket()))
    bounded = boundedResponse(response, () => {
      overruns += 1
    })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('and reads nothing of more than 1 MiB for 2 s loses its connection', () => {
    for (let at = 0; at < 5; at += 1) write()
    expect(response.destroyed).toBe(false)
    vi.advanceTimersByTime(2_000)
    expect([response.destroyed, overruns]).toEqual([true, 1])
    expect(write()).toBe(false)
  })

  it('and reads something is waited for', () => {
    for (let at = 0; at < 5; at += 1) write()
    for (let at = 0; at < 3; at += 1) {
      response.writableLength -= 1
      vi.advanceTimersByTime(2_000)
    }
    expect(response.destroyed).toBe(false)
    vi.advanceTimersByTime(2_000)
    expect(response.destroyed).toBe(true)
  })

  it('may be slow with less than 1 MiB', () => {
    write()
    write()
    vi.advanceTimersByTime(60_000)
    expect(response.destroyed).toBe(false)
  })

  it('never has more than 8 MiB kept for it', () => {
    for (let at = 0; at < 17; at += 1) write()
    expect(response.destroyed).toBe(false)
    expect(write()).toBe(false)
    expect([response.destroyed, overruns]).toEqual([true, 1])
  })

  it('what comes after the end is dropped, and ends no process', () => {
    response.end()
    expect(write()).toBe(false)
  })
})

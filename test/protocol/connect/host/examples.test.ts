import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { closedAfterTest } from '../../../support/closed-after-test.js'
import {
  examples,
  startExample,
  type ExampleName,
  type ExampleServer,
} from '../../../support/connect/example-server.js'
import { connectBridged, type BridgedKind } from '../../../support/connect/host/bridged-clients.js'

const names: readonly ExampleName[] = [
  'Streamable HTTP',
  'HTTP with SSE',
  'both at /mcp',
  'both at /sse',
]
const clientKinds: readonly BridgedKind[] = ['first', 'legacy', 'auto', 'pinned']

it('every example is asked', () => {
  expect(names).toEqual(Object.keys(examples))
})

describe.each(names)('the example server of the SDK: %s', (name) => {
  let server: ExampleServer
  beforeAll(async () => {
    server = await startExample(name)
  })
  afterAll(async () => {
    await server.close()
  })

  it.each(clientKinds)(
    'is listed and asked through the bridge by a client of kind %s',
    async (kind) => {
      const client = closedAfterTest(await connectBridged(kind, server.url))
      const tool = 'start-notification-stream'
      expect(await client.toolNames()).toContain(tool)
      const { isError, text } = await client.call(tool, { interval: 1, count: 2 })
      expect(isError).toBe(false)
      expect(text).toMatch(/notification/i)
    },
  )
})

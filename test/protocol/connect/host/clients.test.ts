import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { closedAfterTest } from '../../../support/closed-after-test.js'
import { connectBridged, type BridgedKind } from '../../../support/connect/host/bridged-clients.js'
import {
  sampleKinds,
  startSample,
  type SampleServer,
} from '../../../support/connect/host/sample-servers.js'

const clientKinds: readonly BridgedKind[] = ['first', 'legacy', 'auto', 'pinned']

describe.each(sampleKinds)('a server of kind %s', (serverKind) => {
  let server: SampleServer
  beforeAll(async () => {
    server = await startSample(serverKind)
  })
  afterAll(async () => {
    await server.close()
  })

  describe.each(clientKinds)('for a client of kind %s', (clientKind) => {
    const connect = async () => closedAfterTest(await connectBridged(clientKind, server.url))

    it('introduces itself, lists and answers', async () => {
      const client = await connect()
      expect(client.serverInfo()).toMatchObject({ name: 'sample', version: '1.2.3' })
      expect(client.instructions()).toBe('Ask echo.')
      expect(await client.toolNames()).toContain('echo')
      expect(await client.promptNames()).toEqual(['greet'])
      expect(await client.call('echo', { text: 'é\u2028"\\' })).toEqual({
        isError: false,
        text: 'é\u2028"\\',
      })
      expect(await client.call('fail')).toEqual({ isError: true, text: 'it failed' })
      expect(await client.read('sample://page')).toBe('a page')
    })
  })
})

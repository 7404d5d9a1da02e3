import { createServer, type Server } from 'node:net'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { connectTo, createToolCaller } from '../../support/tool-caller.js'

describe('a database that never answers', () => {
  let server: Server
  let port = 0
  let connections = 0

  beforeAll(async () => {
    server = createServer(() => (connections += 1))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
  })
  afterAll(() => {
    server.close()
  })

  it('N4: is waited for once, and said to have timed out', async () => {
    const caller = createToolCaller(connectTo(`postgresql://reader@127.0.0.1:${port}/jhe`))
    expect(await caller.call(1, 'get_study_count')).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: 'The JHE database cannot be reached: it timed out.',
    })
    expect(connections).toBe(1)
    await caller.close()
  })
})

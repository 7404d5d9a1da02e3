import { describe, expect } from 'vitest'

import { createRemoteFetch } from '../../../../src/connect/remote-fetch.js'
import { parseServerUrl } from '../../../../src/connect/server-url.js'
import { rejected } from '../../../support/caught.js'
import { openBridgedHost } from '../../../support/connect/bridged-host.js'
import { answerWell, startFaultyServer } from '../../../support/connect/faults/faulty-server.js'
import { it, type Keep } from '../../../support/connect/opened.js'

/** A host whose calls go through a proxy, which breaks the tunnel once the next call has arrived. */
const openBehindProxy = async (keep: Keep, isRepeatable: boolean) => {
  const server = keep(await startFaultyServer())
  const fetch = createRemoteFetch({
    server: parseServerUrl(server.farUrl),
    env: { HTTPS_PROXY: server.proxyUrl },
    authorities: server.authorities,
  })
  const host = keep(openBridgedHost(server.farUrl, { fetch, isRepeatable: () => isRepeatable }))
  await host.initialize()
  let calls = 0
  server.script((incoming) => {
    calls += 1
    if (calls === 1) void server.proxy('tunnel')
    else answerWell(incoming)
  })
  return { host, server, calls: () => calls }
}

describe('a tunnel of a proxy that breaks after the request was sent', () => {
  it('a call that only reads is repeated', async ({ keep }) => {
    const { host, calls } = await openBehindProxy(keep, true)
    expect(await host.ask('tools/call', { name: 'ask' })).toHaveProperty('result')
    expect(calls()).toBe(2)
  })

  it('a call that may change something is reported as lost, not repeated', async ({ keep }) => {
    const { host, calls } = await openBehindProxy(keep, false)
    const error = await rejected(host.ask('tools/call', { name: 'change' }))
    expect(error.code).toBe('SERVER_UNREACHABLE')
    expect(error.hint).toBe('Look whether it was done before you ask again.')
    expect(calls()).toBe(1)
  })

  it('a proxy that is gone is named once it was waited for', async ({ keep }) => {
    const { host, server } = await openBehindProxy(keep, false)
    await server.proxy('nothing')
    const error = await rejected(host.ask('tools/call', { name: 'change' }))
    expect(error.message).toContain('the proxy')
    expect(error.message).toContain('HTTPS_PROXY')
  })

  it('a proxy that breaks each tunnel is named', async ({ keep }) => {
    const { host, server } = await openBehindProxy(keep, true)
    server.script(() => void server.proxy('tunnel'))
    const error = await rejected(host.ask('tools/call', { name: 'ask' }))
    expect(error.code).toBe('SERVER_UNREACHABLE')
    expect(error.message).toContain('HTTPS_PROXY')
  })
})

import { describe, expect, it } from 'vitest'

import { serveContext } from '../../../../src/app/serve/serve-context.js'
import { loadConfig, settingSources } from '../../../../src/config.js'
import { createLog } from '../../../../src/log.js'
import { testRuntime } from '../../../support/worlds/test-runtime.js'

const contextOf = (
  env: Readonly<Record<string, string>>,
  flags: Readonly<Record<string, unknown>> = {},
) => {
  const runtime = testRuntime('/home/of-nobody', env)
  const config = loadConfig({ flags, env, home: runtime.home })
  const log = createLog('error', () => undefined)
  const sources = settingSources({ flags, env })
  return serveContext({ config, sources, runtime, log }, flags)
}

const internal = { JHE_INTERNAL_LISTEN: '[::]:8002' }

describe('the settings of serve', () => {
  it.each([
    ['fdaa:0:1::3', 'http://[fdaa:0:1::3]:8002'],
    ['172.19.0.2', 'http://172.19.0.2:8002'],
    ['no address', undefined],
    ['', undefined],
  ])('make the address for peers of FLY_PRIVATE_IP=%s', (address, peerUrl) => {
    expect(contextOf({ ...internal, FLY_PRIVATE_IP: address }).serve.peerUrl).toBe(peerUrl)
  })

  it('make none where nobody listens, and keep the one that is set', () => {
    const fly = { FLY_PRIVATE_IP: 'fdaa::3' }
    expect(contextOf(fly).serve.peerUrl).toBe(undefined)
    const set = { ...internal, ...fly, JHE_PEER_URL: 'http://peer:8002' }
    expect(contextOf(set).serve.peerUrl).toBe('http://peer:8002')
  })

  it('demand a role that cannot write, unless a variable or a flag says otherwise', () => {
    expect(contextOf({}).config.requireSafeRole).toBe(true)
    expect(contextOf({ JHE_REQUIRE_SAFE_ROLE: 'off' }).config.requireSafeRole).toBe(false)
    expect(contextOf({}, { requireSafeRole: 'off' }).config.requireSafeRole).toBe(false)
  })
})

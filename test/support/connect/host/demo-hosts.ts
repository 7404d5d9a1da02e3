import { test } from 'vitest'

import { connectHost, type Elicitation, type Era, type Host } from '../../clients/mcp-clients.js'
import { openDemoBridge } from './demo-bridge.js'

/**
 * `it` of tests of hosts at the demo, which is a new one for each test. `connect` starts a host of an
 * era with a bridge to it, which is closed after the test.
 */
export const it = test
  .extend('demo', async ({}, { onCleanup }) => {
    const demo = await openDemoBridge()
    onCleanup(async () => {
      await demo.close()
    })
    return demo
  })
  .extend('connect', ({ demo }, { onCleanup }) => {
    const hosts: Host[] = []
    onCleanup(async () => {
      for (const host of hosts) await host.close()
    })
    return async (era: Era, elicitation?: Elicitation): Promise<Host> => {
      const shown = elicitation === undefined ? {} : { elicitation }
      const host = await connectHost(era, { args: ['connect', demo.url], env: demo.env, ...shown })
      hosts.push(host)
      return host
    }
  })

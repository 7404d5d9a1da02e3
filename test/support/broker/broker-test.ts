import { test } from 'vitest'

import { serveBroker, type BrokerChange, type ServedBroker } from './served-broker.js'
import { createSwitchableState } from './switchable-state.js'

/** `it` of tests of brokers over one state; what `serve` opens is closed after the test. */
export const it = test
  .extend('state', () => createSwitchableState())
  .extend('serve', ({ state }, { onCleanup }) => {
    const opened: ServedBroker[] = []
    onCleanup(async () => {
      for (const served of opened) await served.close()
    })
    return async (change: BrokerChange = {}): Promise<ServedBroker> => {
      const served = await serveBroker(state, change)
      opened.push(served)
      return served
    }
  })

import { openHttpCaller } from '../http/party.js'
import { openServedPrograms } from '../http/served-programs.js'
import type { Section } from '../results/section.js'
import { openBridges } from './bridges.js'
import { usedTables } from './calls.js'
import { startTable } from './starts.js'

/** How much is measured; or enough of it to see that all runs. */
const sizes = (isSmoke: boolean) =>
  isSmoke ? { starts: 3, rounds: 2, calls: 60 } : { starts: 21, rounds: 24, calls: 1_000 }

/** What the bridge for hosts that only start programs costs. */
export const connect: Section = {
  name: 'connect',
  run: async ({ note, isSmoke, ...context }) => {
    const served = await openServedPrograms({ ...context, note, isSmoke })
    const direct = openHttpCaller(served.product)
    const { starts, ...counts } = sizes(isSmoke)
    note('signing in with each bridge')
    const bridges = await openBridges(context, served)
    try {
      if (bridges.other === undefined) note('mcp-remote is not installed: npm run test:hosts does')
      note('starting bridges')
      const first = await startTable(served, bridges, starts)
      note('calling through them')
      return [first, ...(await usedTables(bridges, direct, counts))]
    } finally {
      bridges.remove()
      await direct.close()
      await served.close()
    }
  },
}

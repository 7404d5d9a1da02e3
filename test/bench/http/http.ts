import type { BenchContext, Section, Table } from '../results/section.js'
import { callTable, type HttpCallers } from './calls.js'
import { streamTable } from './memory.js'
import { openHttpCaller } from './party.js'
import { readyTable } from './ready.js'
import { openServedPrograms, type ServedPrograms } from './served-programs.js'
import { signInTable } from './sign-ins.js'

/** How much is measured; or enough of it to see that all runs. */
const sizes = (isSmoke: boolean) =>
  isSmoke
    ? {
        rounds: 2,
        block: 40,
        tokens: 3,
        calls: 50,
        signIns: 8,
        open: 50,
        abandoned: 100,
        starts: 1,
      }
    : {
        rounds: 16,
        block: 400,
        tokens: 25,
        calls: 500,
        // with the others fewer than the grants that one person may have
        signIns: 40,
        open: 1_000,
        abandoned: 10_000,
        starts: 7,
      }

const run = async (
  { note, isSmoke }: BenchContext,
  served: ServedPrograms,
  callers: HttpCallers,
): Promise<readonly Table[]> => {
  const { open, abandoned, starts, ...counts } = sizes(isSmoke)
  note('calling over HTTP')
  const calls = await callTable(served, callers, counts)
  note('signing in')
  const signIns = await signInTable(served, callers, counts)
  note('starting replicas')
  const ready = await readyTable(served, starts)
  note(`opening ${open} streams, abandoning ${abandoned}`)
  const streams = await streamTable(served, { open, abandoned })
  return [calls, signIns, ready, streams]
}

/** What the served half costs: sign-in, tokens, HTTP and streams. */
export const http: Section = {
  name: 'http',
  run: async (context) => {
    const served = await openServedPrograms(context)
    const product = openHttpCaller(served.product)
    const floor = openHttpCaller(served.floor)
    try {
      return await run(context, served, { product, floor })
    } finally {
      await product.close()
      await floor.close()
      await served.close()
    }
  },
}

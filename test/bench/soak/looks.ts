import { once } from 'node:events'
import { z } from 'zod'

import type { Replica } from '../../support/serve/served-world.js'

/** What a process holds at a time. */
export interface Look {
  /** Minutes since the start. */
  readonly minute: number
  /** MiB of resident memory, before garbage was collected. */
  readonly resident: number
  /** MiB of objects in use after a full collection. */
  readonly heap: number
  /** MiB that V8 has taken for its heap, and that is held outside of it, before the collection. */
  readonly taken: number
  readonly outside: number
  /** Open connections and timers, by kind. */
  readonly handles: Readonly<Record<string, number>>
}

const script = `process.on('SIGUSR2', () => {
  const { rss, heapTotal, external } = process.memoryUsage()
  gc()
  const handles = {}
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1
  process._rawDebug('look ' + JSON.stringify({ rss, heapTotal, external, heap: process.memoryUsage().heapUsed, handles }))
})`

/** Settings under which a replica tells what it holds when it is asked to. */
export const tellingAll: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--expose-gc --import data:text/javascript,${encodeURIComponent(script)}`,
}

const toldSchema = z.object({
  rss: z.number(),
  heapTotal: z.number(),
  external: z.number(),
  heap: z.number(),
  handles: z.record(z.string(), z.number()),
})

const mib = (bytes: number): number => bytes / 2 ** 20

/** Asks a replica that was started with `tellingAll`. */
export async function look({ child, stderr }: Replica, minute: number): Promise<Look> {
  const seen = stderr().length
  child.kill('SIGUSR2')
  let told: string | undefined
  while (told === undefined) {
    if (child.stderr === null || child.exitCode !== null) throw new Error('the program has ended')
    await once(child.stderr, 'data')
    told = /^look (.+)\n/m.exec(stderr().slice(seen))?.[1]
  }
  const { rss, heapTotal, external, heap, handles } = toldSchema.parse(JSON.parse(told))
  return {
    minute,
    resident: mib(rss),
    heap: mib(heap),
    taken: mib(heapTotal),
    outside: mib(external),
    handles,
  }
}

/** By how much something grows in a minute, by least squares. */
export function slopeOf(looks: readonly Look[], of: (look: Look) => number): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const middle = mean(looks.map(({ minute }) => minute))
  const level = mean(looks.map(of))
  const across = looks.reduce((sum, one) => sum + (one.minute - middle) * (of(one) - level), 0)
  const along = looks.reduce((sum, { minute }) => sum + (minute - middle) ** 2, 0)
  return along === 0 ? 0 : across / along
}

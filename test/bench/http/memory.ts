import { setTimeout as delay } from 'node:timers/promises'

import { freePort } from '../../support/loopback.js'
import {
  abandonAll,
  lookAt,
  openLegacyStream,
  openListenStream,
  openMany,
  tellingHeap,
  type Held,
  type Opener,
  type OpenStream,
} from '../../support/serve/idle-streams.js'
import { countOf, listenStreams, sseStreams } from '../../support/serve/metrics.js'
import type { Replica } from '../../support/serve/served-world.js'
import type { Table } from '../results/section.js'
import type { ServedPrograms } from './served-programs.js'

/** How many streams a replica has open. */
const openStreams = async (replica: Replica): Promise<number> =>
  (await countOf(replica, sseStreams)) + (await countOf(replica, listenStreams))

/** How many streams are open at a time, and how many are abandoned in all. */
export interface StreamCounts {
  readonly open: number
  readonly abandoned: number
}

interface Watched {
  readonly before: Held
  readonly open: Held
  /** After as many were abandoned as `StreamCounts` says. */
  readonly after: Held
}

/** A replica of its own for each kind, since what was once in use stays resident. */
const watchStreams = async (
  { world, signedIn }: ServedPrograms,
  by: Opener,
  { open, abandoned }: StreamCounts,
): Promise<Watched> => {
  const port = await freePort()
  const replica = await world.start({ ...tellingHeap, JHE_LISTEN: `127.0.0.1:${port}` })
  const openOne = async () => await by(port, signedIn.access)
  const abandon = async (streams: readonly OpenStream[]): Promise<void> => {
    await abandonAll(streams)
    while ((await openStreams(replica)) > 0) await delay(20)
  }
  // what is loaded with the first of them is no cost of each
  await abandon(await openMany(50, openOne))
  const before = await lookAt(replica)
  const streams = await openMany(open, openOne)
  const seen = await lookAt(replica)
  await abandon(streams)
  for (let gone = open; gone < abandoned; gone += open)
    await abandon(await openMany(Math.min(open, abandoned - gone), openOne))
  const after = await lookAt(replica)
  replica.child.kill('SIGKILL')
  await replica.exit
  return { before, open: seen, after }
}

const kibOf = ({ before, open }: Watched, key: keyof Held, count: number): number =>
  ((open[key] - before[key]) * 1024) / count

/** What open streams hold in memory, and abandoned ones leave behind. */
export async function streamTable(served: ServedPrograms, counts: StreamCounts): Promise<Table> {
  const legacy = await watchStreams(served, openLegacyStream, counts)
  const listen = await watchStreams(served, openListenStream, counts)
  const row = (name: string, watched: Watched) => [
    name,
    watched.before.resident,
    watched.open.resident,
    kibOf(watched, 'resident', counts.open),
    kibOf(watched, 'heap', counts.open),
    watched.before.heap,
    watched.after.heap,
  ]
  return {
    title: 'Streams',
    how: `A replica of its own before and with ${counts.open} idle streams, and after ${counts.abandoned} were opened and abandoned; MiB, for each stream KiB. The heap is what a full garbage collection leaves.`,
    columns: [
      'kind',
      'resident before',
      'resident with',
      'KiB each',
      'KiB of heap each',
      'heap before',
      'heap after',
    ],
    rows: [row('legacy `GET /sse`', legacy), row('`subscriptions/listen`', listen)],
    goals: [
      {
        goal: 'KiB for each idle legacy stream',
        limit: 24,
        is: 'most',
        measured: kibOf(legacy, 'resident', counts.open),
      },
      {
        goal: 'MiB of a process with idle legacy streams',
        limit: 140,
        is: 'most',
        measured: legacy.open.resident,
      },
      {
        goal: 'KiB for each `subscriptions/listen`',
        limit: 75,
        is: 'most',
        measured: kibOf(listen, 'resident', counts.open),
      },
      {
        goal: 'heap after abandoned legacy streams, against before',
        limit: 1.1,
        is: 'most',
        measured: legacy.after.heap / legacy.before.heap,
      },
      {
        goal: 'heap after abandoned `subscriptions/listen`, against before',
        limit: 1.1,
        is: 'most',
        measured: listen.after.heap / listen.before.heap,
      },
    ],
  }
}

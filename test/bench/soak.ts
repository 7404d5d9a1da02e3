import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { z } from 'zod'

import { startCluster } from '../support/database/cluster.js'
import { openServedWorld } from '../support/serve/served-world.js'
import { openBenchDatabase, withSuperuser } from './database.js'
import { createStateDatabase } from './http/served-programs.js'
import { emptyTally, live, type Tally } from './soak/crowd.js'
import { look, slopeOf, tellingAll, type Look } from './soak/looks.js'

const help = `npm run soak -- [--minutes <n>] [--streams <n>] [--people <n>]

Lets people use one jhe-mcp serve for a while: idle streams of both kinds, 20 calls a second, and a
refresh of everybody's token each minute. Ends with 1 when the memory grows by more than 1 MiB a minute
over the last two thirds, when anything fails, or when anybody is asked to sign in again.
`

/** MiB a minute by which the resident memory may grow. */
const mostGrowth = 1
const callsPerSecond = 20
const refreshEvery = 60_000

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const toLine = (
  { minute, resident, heap, taken, outside, handles }: Look,
  tally: Tally,
): string => {
  const open = Object.entries(handles).map(([kind, count]) => `${kind} ${count}`)
  const errors = [...tally.errors.values()].reduce((a, b) => a + b, 0)
  const counts = `${tally.calls} calls, ${tally.refreshes} refreshes, ${tally.reopened} streams opened again, ${tally.signInsAsked} sign-ins asked, ${errors} errors`
  return `${minute.toFixed(1)} min: ${resident.toFixed(1)} MiB resident, ${heap.toFixed(1)} MiB heap of ${taken.toFixed(1)} taken, ${outside.toFixed(1)} outside; ${counts}; ${open.join(', ')}`
}

/** @returns the exit code */
const judge = (looks: readonly Look[], tally: Tally): number => {
  const last = looks.slice(Math.floor(looks.length / 3))
  const resident = slopeOf(last, (one) => one.resident)
  const heap = slopeOf(last, (one) => one.heap)
  say(
    `slope over the last two thirds: ${resident.toFixed(3)} MiB a minute resident, ${heap.toFixed(3)} heap`,
  )
  const isGood = resident <= mostGrowth && tally.errors.size === 0 && tally.signInsAsked === 0
  say(isGood ? 'good' : 'bad')
  return isGood ? 0 : 1
}

const options = {
  minutes: { type: 'string', default: '30' },
  streams: { type: 'string', default: '500' },
  people: { type: 'string', default: '20' },
  help: { type: 'boolean', default: false },
} as const

const staffSchema = z.array(z.strictObject({ id: z.int() }))

/** Everybody who may ask. */
const staffOf = async (url: string, port: number): Promise<readonly number[]> =>
  await withSuperuser(port, new URL(url).pathname.slice(1), async (admin) => {
    const { rows } = await admin.query(
      "select id::integer from core_jheuser where user_type = 'practitioner' and is_active order by id",
    )
    return staffSchema.parse(rows).map(({ id }) => id)
  })

const soak = async (minutes: number, streams: number, count: number): Promise<number> => {
  const cluster = await startCluster()
  const note = (line: string): void => {
    say(line)
  }
  const { url } = await openBenchDatabase({
    cluster: async () => await Promise.resolve(cluster),
    note,
  })
  const staff = await staffOf(url, cluster.port)
  const people = Array.from({ length: count }, (_, at) => staff[at % staff.length] ?? 0)
  const world = await openServedWorld({
    databaseUrl: url,
    stateUrl: await createStateDatabase(cluster.port),
    issuer: {
      people: staff.map((subject) => ({ subject })),
      accessTokenSeconds: refreshEvery / 1000,
    },
    env: {
      // the shortest that it can be set to
      JHE_ACCESS_LIFETIME: '5min',
      // some of them have two hosts
      JHE_RATE: '999999/min',
      JHE_STREAMS: `${streams}/${streams}`,
    },
  })
  try {
    const replica = await world.start(tellingAll)
    const stop = new AbortController()
    // each stream listens to it
    setMaxListeners(0, stop.signal)
    const tally = emptyTally()
    const habits = {
      streams: Math.ceil(streams / 2 / count) * 2,
      callEvery: (1000 * count) / callsPerSecond,
      refreshEvery,
      tally,
      stopped: stop.signal,
    }
    const lived = live(world, replica, people, habits)
    const looks: Look[] = []
    for (let minute = 1; minute <= minutes; minute += 1) {
      await Promise.race([delay(60_000), lived])
      const seen = await look(replica, minute)
      looks.push(seen)
      say(toLine(seen, tally))
      for (const [text, times] of tally.errors) say(`error, ${times} times: ${text}`)
    }
    stop.abort()
    await lived
    return judge(looks, tally)
  } finally {
    await world.close()
    await cluster.stop()
  }
}

/** @returns the exit code */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options })
  if (values.help) {
    say(help)
    return 0
  }
  return await soak(Number(values.minutes), Number(values.streams), Number(values.people))
}

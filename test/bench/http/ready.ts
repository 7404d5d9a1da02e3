import { freePort } from '../../support/loopback.js'
import { greetings } from '../messages.js'
import { openPipe } from '../pipe.js'
import type { Table } from '../results/section.js'
import { median } from '../results/statistics.js'
import type { ServedPrograms } from './served-programs.js'

const discovery = '/o/.well-known/openid-configuration'

/** Spawn to the first 200 of `/ready`. */
const untilReady = async ({ world }: ServedPrograms): Promise<number> => {
  const port = await freePort()
  const from = performance.now()
  const replica = await world.start({ JHE_LISTEN: `127.0.0.1:${port}` })
  while ((await fetch(`http://127.0.0.1:${port}/ready`)).status !== 200);
  const time = performance.now() - from
  replica.child.kill('SIGKILL')
  await replica.exit
  return time
}

const untilFirstReply = async ({ programs }: ServedPrograms): Promise<number> => {
  const pipe = openPipe(programs.product.args, programs.product.env)
  await pipe.ask(greetings['2025'])
  const time = pipe.sinceSpawn()
  await pipe.close()
  return time
}

const untilDiscovered = async ({ world }: ServedPrograms): Promise<number> => {
  const from = performance.now()
  await (await fetch(`${world.issuer.baseUrl}${discovery}`)).arrayBuffer()
  return performance.now() - from
}

/** How soon a replica may be asked. */
export async function readyTable(served: ServedPrograms, rounds: number): Promise<Table> {
  const ready: number[] = []
  const stdio: number[] = []
  const discovered: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    ready.push(await untilReady(served))
    stdio.push(await untilFirstReply(served))
    discovered.push(await untilDiscovered(served))
  }
  const ratios = ready.map(
    (time, round) => (time - (discovered[round] ?? 0)) / (stdio[round] ?? NaN),
  )
  return {
    title: 'Start of a replica',
    how: `Milliseconds from the spawn, medians of ${rounds} rounds in turn. Ready is with keys, state, database and JHE's discovery there.`,
    columns: ['what', 'ms'],
    rows: [
      ['`jhe-mcp serve` to the first 200 of `/ready`', median(ready)],
      ['`jhe-mcp` on stdio to its first reply', median(stdio)],
      ["JHE's discovery document", median(discovered)],
    ],
    goals: [
      {
        goal: 'start to `/ready` without discovery, against the first reply on stdio',
        limit: 2,
        is: 'most',
        measured: median(ratios),
      },
    ],
  }
}

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'

import { withSuperuser } from '../database.js'
import { openPrograms, type Programs } from '../programs.js'
import { asker } from '../questions.js'
import type { BenchContext } from '../results/section.js'
import {
  openServedWorld,
  type Replica,
  type ServedWorld,
} from '../../support/serve/served-world.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { watch, type WatchedProcess } from '../../support/processes/watch-process.js'
import type { SignedIn } from '../../support/broker/oauth-client.js'
import type { HttpProgram } from './party.js'

/** `jhe-mcp serve` with a state in PostgreSQL, JHE's sign-in beside it, and the floor over HTTP. */
export interface ServedPrograms {
  readonly programs: Programs
  readonly world: ServedWorld
  readonly replica: Replica
  readonly product: HttpProgram
  readonly floor: HttpProgram
  readonly signedIn: SignedIn
  close(): Promise<void>
}

const pidOf = ({ child }: WatchedProcess): number => child.pid ?? 0

const startFloor = async ({ floorHttpServer }: BenchContext, { floor }: Programs) => {
  const process_ = watch(
    spawn(process.execPath, [floorHttpServer, ...floor.args.slice(1)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  const port = /\d+$/.exec(await process_.said(/^floor listens on /))?.[0] ?? '0'
  return { process: process_, address: `http://127.0.0.1:${port}/mcp` }
}

/** A database of its own for the state. */
export const createStateDatabase = async (port: number): Promise<string> => {
  const name = `bench_state_${randomBytes(4).toString('hex')}`
  await withSuperuser(port, 'postgres', async (admin) => {
    await admin.query(`create database ${name}`)
  })
  return `postgresql://postgres@127.0.0.1:${port}/${name}`
}

/** Nobody is held back: what is measured is the work. */
const settings = {
  JHE_RATE: '999999/min',
  JHE_QUEUE: '100000',
  JHE_STREAMS: '100000/100000',
}

export async function openServedPrograms(context: BenchContext): Promise<ServedPrograms> {
  const programs = await openPrograms(context)
  const { port } = await context.cluster()
  const world = await openServedWorld({
    databaseUrl: programs.work.databaseUrl,
    stateUrl: await createStateDatabase(port),
    env: settings,
  })
  const replica = await world.start()
  const floor = await startFloor(context, programs)
  const signedIn = await signInServed(world, asker)
  return {
    programs,
    world,
    replica,
    signedIn,
    product: { address: `${world.publicUrl}/mcp`, pid: pidOf(replica), token: signedIn.access },
    floor: { address: floor.address, pid: pidOf(floor.process) },
    close: async () => {
      floor.process.child.kill()
      await floor.process.exit
      await world.close()
      programs.remove()
    },
  }
}

/** How many statements a replica has sent to the state. */
export async function stateStatements({ internalPort }: Replica): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${internalPort}/metrics`)
  const count = /^jhe_mcp_state_seconds_count(?:\{\})? (\d+)$/m.exec(await response.text())?.[1]
  if (count === undefined) throw new Error('the metrics do not count statements of the state')
  return Number(count)
}

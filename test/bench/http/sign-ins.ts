import { setTimeout as delay } from 'node:timers/promises'

import { refresh } from '../../support/broker/oauth-client.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { asker } from '../questions.js'
import type { Table } from '../results/section.js'
import { median } from '../results/statistics.js'
import { listStudies, type HttpCallers } from './calls.js'
import { stateStatements, type ServedPrograms } from './served-programs.js'

/** How often things are done. */
export interface SignInCounts {
  readonly tokens: number
  readonly calls: number
  readonly signIns: number
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** Milliseconds in which nothing is asked. */
const idleFor = 3_000

/** Statements that a replica sends in a millisecond while nothing is asked. */
const idleStatements = async ({ replica }: ServedPrograms): Promise<number> => {
  const before = await stateStatements(replica)
  await delay(idleFor)
  return ((await stateStatements(replica)) - before) / idleFor
}

/** Statements of the state for each time that something is done. @param idle those that come by themselves, in a millisecond */
const statementsOf = async (
  { replica }: ServedPrograms,
  { times, idle }: { readonly times: number; readonly idle: number },
  work: () => Promise<unknown>,
): Promise<number> => {
  const before = await stateStatements(replica)
  const time = await timed(async () => {
    for (let n = 0; n < times; n += 1) await work()
  })
  return Math.max(0, (await stateStatements(replica)) - before - idle * time) / times
}

interface FirstCalls {
  readonly first: number
  readonly second: number
  readonly floor: number
}

/** Each token is new to the server; it is asked twice, and the floor in between. */
const firstCalls = async (
  { signedIn, world }: ServedPrograms,
  { product, floor }: HttpCallers,
  tokens: number,
): Promise<FirstCalls> => {
  const times: { first: number[]; second: number[]; floor: number[] } = {
    first: [],
    second: [],
    floor: [],
  }
  const [pair] = listStudies
  if (pair === undefined) throw new Error('nothing to ask')
  let next: unknown = signedIn.refresh
  for (let n = 0; n < tokens; n += 1) {
    const { body } = await refresh(world.publicUrl, signedIn.clientId, next)
    next = body['refresh_token']
    const token = String(body['access_token'])
    await floor.call(pair.floor)
    times.first.push(
      await timed(async () => {
        await product.call(pair.product, token)
      }),
    )
    times.floor.push(
      await timed(async () => {
        await floor.call(pair.floor)
      }),
    )
    times.second.push(
      await timed(async () => {
        await product.call(pair.product, token)
      }),
    )
  }
  return { first: median(times.first), second: median(times.second), floor: median(times.floor) }
}

/** Sign-ins a second, four at a time: each with registration, consent page, JHE's sign-in, code and tokens. */
const signInRate = async ({ world }: ServedPrograms, count: number): Promise<number> => {
  let left = count
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await signInServed(world, asker)
    }
  }
  const time = await timed(async () => await Promise.all([worker(), worker(), worker(), worker()]))
  return (count / time) * 1000
}

/** What tokens and sign-ins cost. */
export async function signInTable(
  served: ServedPrograms,
  callers: HttpCallers,
  { tokens, calls, signIns }: SignInCounts,
): Promise<Table> {
  const { world } = served
  const [pair] = listStudies
  const { first, second, floor } = await firstCalls(served, callers, tokens)
  const idle = await idleStatements(served)
  const perCall = await statementsOf(served, { times: calls, idle }, async () => {
    if (pair !== undefined) await callers.product.call(pair.product)
  })
  const own = await signInServed(world, asker)
  let next: unknown = own.refresh
  const perRefresh = await statementsOf(served, { times: 10, idle }, async () => {
    next = (await refresh(world.publicUrl, own.clientId, next)).body['refresh_token']
  })
  const perSignIn = await statementsOf(
    served,
    { times: 5, idle },
    async () => await signInServed(world, asker),
  )
  const rate = await signInRate(served, signIns)
  return {
    title: 'Tokens and sign-ins',
    how: `Milliseconds of list_studies, medians of ${tokens} new tokens; statements that \`jhe-mcp serve\` sent to its state by its own metrics, without those that come by themselves; sign-ins four at a time, with JHE's part and the browser's in the measuring process beside it.`,
    columns: ['what', 'measured'],
    rows: [
      ['first call with a new token, ms', first],
      ['second call with it, ms', second],
      ['the same of the bare SDK server, ms', floor],
      ['statements of the state for a call', perCall],
      ['statements of the state for a refresh', perRefresh],
      ['statements of the state for a sign-in', perSignIn],
      ['sign-ins a second', rate],
    ],
    goals: [
      {
        goal: 'first call with a new token, ms above the bare SDK server',
        limit: 2,
        is: 'most',
        measured: first - floor,
      },
      // counts of calls are exchanged once a second
      { goal: 'statements of the state for a call', limit: 0.05, is: 'most', measured: perCall },
      { goal: 'statements of the state for a refresh', limit: 8, is: 'most', measured: perRefresh },
      { goal: 'statements of the state for a sign-in', limit: 30, is: 'most', measured: perSignIn },
      { goal: 'sign-ins a second', limit: 20, is: 'least', measured: rate },
    ],
  }
}

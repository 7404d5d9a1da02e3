import pg from 'pg'

import { floorTool } from './floor.js'
import type { Floor } from './floor-tools.js'
import { createCaller, greetings, readAnswer } from './messages.js'
import { openPipe, type Pipe } from './pipe.js'
import { openPrograms, type Programs } from './programs.js'
import { benchQuestions, type BenchQuestion } from './questions.js'
import type { Cell, Goal, Section, Table } from './results/section.js'
import { median, quantile, ratioOf, type Ratio } from './results/statistics.js'

const rounds = 24
/** How long one block of calls may take, in milliseconds; a block has 4 to 40 of them. */
const blockTime = 60
/** Calls of each question before any is measured. */
const warmUp = 40
const floodRounds = 7
const floodTime = 250
export const inFlight = 8

/** Something that answers a question once or many times. */
export interface Party {
  readonly once: () => Promise<void>
  /** Answers so many, eight at a time. */
  readonly many: (count: number) => Promise<void>
}

/** The same call of a tool, again and again. */
export const overPipe = (pipe: Pipe, tool: string, args: object): Party => {
  const caller = createCaller()
  return {
    once: async () => {
      await pipe.ask(caller.next(tool, args))
    },
    many: async (count) => {
      await pipe.askMany(caller.many(count, tool, args), inFlight)
    },
  }
}

const overPg = (client: pg.Client, statements: Floor['tools'][number]['statements']): Party => {
  const once = async () => {
    for (const statement of statements) await client.query(statement)
  }
  return { once, many: once }
}

const timed = async (work: () => Promise<void>): Promise<number> => {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** Who went first goes last in the next round. */
const rotated = <T>(items: readonly T[], by: number): readonly T[] => {
  const at = by % items.length
  return [...items.slice(at), ...items.slice(0, at)]
}

/** Blocks of calls, one party after the other. @returns times of all calls, by round and party */
export const measureCalls = async (
  parties: readonly Party[],
  count = rounds,
): Promise<readonly (readonly number[])[][]> => {
  const warm: number[] = []
  for (const party of parties) for (let n = 0; n < 20; n += 1) warm.push(await timed(party.once))
  const block = Math.min(40, Math.max(4, Math.round(blockTime / median(warm))))
  const all: (readonly number[])[][] = []
  for (let round = 0; round < count; round += 1) {
    const times: (readonly number[])[] = parties.map(() => [])
    for (const [turn, party] of rotated(parties, round).entries()) {
      const which = (turn + round) % parties.length
      const own: number[] = []
      for (let n = 0; n < block; n += 1) own.push(await timed(party.once))
      times[which] = own
    }
    all.push(times)
  }
  return all
}

/**
 * Calls per second with eight in flight, by party and round. Connections that a party gave back
 * while others had their turn are open again before its time runs.
 */
export const measureFlood = async (parties: readonly Party[], typical: number) => {
  const count = Math.min(800, Math.max(16, Math.round((floodTime / typical) * 2)))
  const rates: number[][] = parties.map(() => [])
  for (let round = 0; round < floodRounds; round += 1) {
    for (const [which, party] of parties.entries()) {
      await party.many(2 * inFlight)
      const time = await timed(async () => {
        await party.many(count)
      })
      rates[which]?.push((count / time) * 1000)
    }
  }
  return rates
}

interface Measured {
  readonly question: BenchQuestion
  readonly p50: readonly number[]
  readonly p95: number
  readonly p99: number
  readonly ofFloor: Ratio
  readonly ofPg: Ratio
  readonly flood: readonly number[]
  readonly floodOfFloor: Ratio
}

const measure = async (
  question: BenchQuestion,
  { product, floor, client, work }: Running,
): Promise<Measured> => {
  const { name, tool, args } = question
  const statements = work.tools.find((known) => known.name === floorTool(name))?.statements ?? []
  readAnswer(await product.ask(createCaller().next(tool, args)))
  readAnswer(await floor.ask(createCaller().next(floorTool(name), {})))
  const ours = overPipe(product, tool, args)
  const theirs = overPipe(floor, floorTool(name), {})
  const times = await measureCalls([ours, theirs, overPg(client, statements)])
  const pooled = (which: number) => times.flatMap((round) => round[which] ?? [])
  const perRound = (which: number) => times.map((round) => median(round[which] ?? []))
  const p50 = [0, 1, 2].map((which) => median(pooled(which)))
  const [own = [], others = []] = await measureFlood([ours, theirs], p50[0] ?? 1)
  return {
    question,
    p50,
    p95: quantile(pooled(0), 0.95),
    p99: quantile(pooled(0), 0.99),
    ofFloor: ratioOf(perRound(0), perRound(1)),
    ofPg: ratioOf(perRound(0), perRound(2)),
    flood: [median(own), median(others)],
    floodOfFloor: ratioOf(own, others),
  }
}

interface Running {
  readonly product: Pipe
  readonly floor: Pipe
  readonly client: pg.Client
  readonly work: Floor
}

const run = async (programs: Programs, note: (line: string) => void): Promise<Measured[]> => {
  const { work } = programs
  const product = openPipe(programs.product.args, programs.product.env)
  const floor = openPipe(programs.floor.args, programs.floor.env)
  const client = new pg.Client({ connectionString: work.databaseUrl, options: work.sessionOptions })
  await client.connect()
  try {
    await product.ask(greetings['2025'])
    await floor.ask(greetings['2025'])
    note('warming up')
    const caller = createCaller()
    for (const { name, tool, args } of benchQuestions) {
      for (const request of caller.many(warmUp, tool, args)) await product.ask(request)
      for (const request of caller.many(warmUp, floorTool(name), {})) await floor.ask(request)
    }
    const all: Measured[] = []
    for (const question of benchQuestions) {
      note(`calling ${question.name}`)
      all.push(await measure(question, { product, floor, client, work }))
    }
    return all
  } finally {
    await client.end()
    await product.close()
    await floor.close()
  }
}

const asksDatabase = ({ p50 }: Measured): boolean => (p50[2] ?? 0) > 0.02

const tableOf = (all: readonly Measured[]): Table => ({
  title: 'Calls',
  how: `One call at a time, ${rounds} rounds of blocks in turn: jhe-mcp, a bare SDK server that sends the same prepared SQL with the same values, and the SQL alone through \`pg\`. Milliseconds; ratios are of medians within each round, with their quartiles.`,
  columns: [
    'question',
    'SQL alone',
    'bare SDK',
    'jhe-mcp p50',
    'p95',
    'p99',
    'x bare SDK',
    'quartiles',
    'ms more',
    'x SQL',
  ],
  rows: all.map((measured): readonly Cell[] => {
    const { question, p50, p95, p99, ofFloor, ofPg } = measured
    const [own = NaN, floor = NaN, sql = NaN] = p50
    const hasSql = asksDatabase(measured)
    return [
      question.name,
      hasSql ? sql : '–',
      floor,
      own,
      p95,
      p99,
      ofFloor.median,
      ofFloor.spread,
      own - floor,
      hasSql ? ofPg.median : '–',
    ]
  }),
  goals: [...all.flatMap(goalsOf), ...sqlGoals(all)],
})

const floodTable = (all: readonly Measured[]): Table => ({
  title: 'Calls per second',
  how: `${inFlight} in flight, ${floodRounds} rounds in turn. With one in flight it is 1000 / p50.`,
  columns: ['question', 'bare SDK', 'jhe-mcp', 'x', 'quartiles', 'one in flight'],
  rows: all.map(({ question, flood, floodOfFloor, p50 }): readonly Cell[] => [
    question.name,
    flood[1] ?? NaN,
    flood[0] ?? NaN,
    floodOfFloor.median,
    floodOfFloor.spread,
    1000 / (p50[0] ?? NaN),
  ]),
  goals: all.map(({ question, floodOfFloor }) => ({
    goal: `${question.name}: calls/s against the bare SDK server, ${inFlight} in flight`,
    limit: 0.8,
    is: 'least' as const,
    measured: floodOfFloor.median,
  })),
})

const goalsOf = ({ question, p50, p99, ofFloor }: Measured): readonly Goal[] => {
  const [own = NaN, floor = NaN] = p50
  const { name } = question
  return [
    {
      goal: `${name}: p50 against the bare SDK server`,
      limit: 1.25,
      is: 'most',
      measured: ofFloor.median,
    },
    {
      goal: `${name}: ms above the bare SDK server`,
      limit: 0.25,
      is: 'most',
      measured: own - floor,
    },
    { goal: `${name}: p99 / p50`, limit: 8, is: 'most', measured: p99 / own },
  ]
}

const sqlGoals = (all: readonly Measured[]): readonly Goal[] =>
  (
    [
      ['list_studies', 3.5],
      ['get_patient_observations, latest 10', 1.5],
    ] as const
  ).map(([name, limit]) => ({
    goal: `${name}: p50 against its SQL alone`,
    limit,
    is: 'most',
    measured: all.find(({ question }) => question.name === name)?.ofPg.median ?? Number.NaN,
  }))

/** What a tool call costs beyond its SQL and the protocol. */
export const call: Section = {
  name: 'call',
  run: async (context) => {
    const programs = await openPrograms(context)
    try {
      const all = await run(programs, context.note)
      return [tableOf(all), floodTable(all)]
    } finally {
      programs.remove()
    }
  },
}

import { inFlight, measureCalls, measureFlood } from '../call.js'
import { floorTool } from '../floor.js'
import { benchQuestions } from '../questions.js'
import type { Goal, Table } from '../results/section.js'
import { median, quantile, ratioOf, type Ratio } from '../results/statistics.js'
import { processorTime, type HttpCaller, type HttpQuestion } from './party.js'
import type { ServedPrograms } from './served-programs.js'

/** How often things are measured. */
export interface CallRounds {
  readonly rounds: number
  /** Calls of a block whose processor time is taken. */
  readonly block: number
}

export interface HttpCallers {
  readonly product: HttpCaller
  readonly floor: HttpCaller
}

/** A question as both answer it. */
export interface HttpPair {
  readonly name: string
  readonly product: HttpQuestion
  readonly floor: HttpQuestion
}

const asked = [
  'get_study_count',
  'list_studies',
  'get_patient_observations, latest 10',
  'describe_schema',
]

const pairsOf = (era: HttpQuestion['era']): readonly HttpPair[] =>
  benchQuestions
    .filter(({ name }) => asked.includes(name))
    .map(({ name, tool, args }) => ({
      name: era === '2025' ? name : `${name}, ${era}`,
      product: { tool, args, era },
      floor: { tool: floorTool(name), args: {}, era },
    }))

/** As hosts of today ask; of the newer protocol one. */
const pairs: readonly HttpPair[] = [
  ...pairsOf('2025'),
  ...pairsOf('2026-07-28').filter(({ product }) => product.tool === 'list_studies'),
]

export const listStudies = pairs
  .filter(({ product }) => product.tool === 'list_studies')
  .slice(0, 1)

interface Measured {
  readonly name: string
  readonly p50: readonly number[]
  readonly p99: readonly number[]
  readonly ofFloor: Ratio
  readonly processor: readonly number[]
  readonly processorOfFloor: Ratio
  readonly rates: readonly number[]
  readonly ratesOfFloor: Ratio
}

const warmUp = 60

const measure = async (
  pair: HttpPair,
  callers: HttpCallers,
  { served, rounds, block }: CallRounds & { readonly served: ServedPrograms },
): Promise<Measured> => {
  const parties = [callers.product.partyOf(pair.product), callers.floor.partyOf(pair.floor)]
  for (const party of parties) await party.many(warmUp)
  const times = await measureCalls(parties, rounds)
  const pooled = (which: number) => times.flatMap((round) => round[which] ?? [])
  const perRound = (which: number) => times.map((round) => median(round[which] ?? []))
  const pids = [served.product.pid, served.floor.pid]
  const processor: number[][] = [[], []]
  for (let round = 0; round < 3; round += 1) {
    for (const [which, party] of parties.entries()) {
      const before = processorTime(pids[which] ?? 0)
      await party.many(block)
      processor[which]?.push((processorTime(pids[which] ?? 0) - before) / block)
    }
  }
  const [own = [], theirs = []] = processor
  const rates = await measureFlood(parties, median(pooled(0)))
  return {
    name: pair.name,
    p50: [0, 1].map((which) => median(pooled(which))),
    p99: [0, 1].map((which) => quantile(pooled(which), 0.99)),
    ofFloor: ratioOf(perRound(0), perRound(1)),
    processor: [median(own), median(theirs)],
    processorOfFloor: ratioOf(own, theirs),
    rates: rates.map(median),
    ratesOfFloor: ratioOf(rates[0] ?? [], rates[1] ?? []),
  }
}

const goalsOf = ({ name, ofFloor, processorOfFloor }: Measured): readonly Goal[] => [
  {
    goal: `${name}: p50 over HTTP against the bare SDK server`,
    limit: 1.3,
    is: 'most',
    measured: ofFloor.median,
  },
  {
    goal: `${name}: processor time of a call against the bare SDK server`,
    limit: 1.25,
    is: 'most',
    measured: processorOfFloor.median,
  },
]

/** Calls with a token that the server knows, against the floor. */
export async function callTable(
  served: ServedPrograms,
  callers: HttpCallers,
  rounds: CallRounds,
): Promise<Table> {
  const all: Measured[] = []
  for (const pair of pairs) all.push(await measure(pair, callers, { ...rounds, served }))
  return {
    title: 'Calls over HTTP',
    how: `One call at a time with a known token, ${rounds.rounds} rounds of blocks in turn: \`jhe-mcp serve\`, and \`createMcpHandler\` of the SDK with the same prepared SQL and no sign-in. Milliseconds; ratios are of medians within each round. Processor time is of the server alone, over ${3 * rounds.block} calls with ${inFlight} in flight; calls/s are with ${inFlight} in flight.`,
    columns: [
      'question',
      'bare p50',
      'p50',
      'p99',
      'bare p99',
      'x bare',
      'quartiles',
      'CPU',
      'bare CPU',
      'x bare',
      'calls/s',
      'bare calls/s',
      'x bare',
    ],
    rows: all.map((one) => [
      one.name,
      one.p50[1] ?? NaN,
      one.p50[0] ?? NaN,
      one.p99[0] ?? NaN,
      one.p99[1] ?? NaN,
      one.ofFloor.median,
      one.ofFloor.spread,
      one.processor[0] ?? NaN,
      one.processor[1] ?? NaN,
      one.processorOfFloor.median,
      one.rates[0] ?? NaN,
      one.rates[1] ?? NaN,
      one.ratesOfFloor.median,
    ]),
    goals: all.flatMap(goalsOf),
  }
}

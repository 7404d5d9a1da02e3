import { measureCalls, overPipe } from '../call.js'
import type { HttpCaller } from '../http/party.js'
import { createCaller, greetings, readAnswer } from '../messages.js'
import { openPipe, type Pipe } from '../pipe.js'
import { benchQuestions } from '../questions.js'
import type { Goal, Table } from '../results/section.js'
import { median, quantile } from '../results/statistics.js'
import { tokensInClear, type BridgeProgram, type Bridges } from './bridges.js'

/** How often things are measured. */
export interface BridgeCounts {
  readonly rounds: number
  /** Calls before memory is looked at. */
  readonly calls: number
}

const asked = benchQuestions.filter(({ name }) =>
  ['get_study_count', 'list_studies', 'get_patient_observations, latest 10'].includes(name),
)

interface Named {
  readonly label: string
  readonly program: BridgeProgram
}

interface Opened extends Named {
  readonly pipe: Pipe
}

const initialized = `${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`

const openOne = async ({ label, program }: Named): Promise<Opened> => {
  const pipe = openPipe(program.args, program.env)
  await pipe.ask(greetings['2025'])
  // what answers from memory first reaches the server with the first call
  readAnswer(await pipe.ask(initialized + createCaller().next('get_study_count', {})))
  return { label, program, pipe }
}

/** Calls through them one at a time, beside those of a client that asks over HTTP itself. */
async function callTable(
  opened: readonly Opened[],
  direct: HttpCaller,
  rounds: number,
): Promise<Table> {
  const rows: (readonly (string | number)[])[] = []
  const goals: Goal[] = []
  for (const { name, tool, args } of asked) {
    const parties = [
      direct.partyOf({ tool, args, era: '2025' }),
      ...opened.map(({ pipe }) => overPipe(pipe, tool, args)),
    ]
    const times = await measureCalls(parties, rounds)
    const pooled = parties.map((_party, which) => times.flatMap((round) => round[which] ?? []))
    const p50 = pooled.map(median)
    const [base = NaN, own = NaN] = p50
    for (const [which, label] of ['directly', ...opened.map((one) => one.label)].entries()) {
      const here = p50[which] ?? NaN
      const p99 = quantile(pooled[which] ?? [], 0.99)
      rows.push([`${name}, ${label}`, here, p99, here - base, here / base])
    }
    goals.push({
      goal: `${name}: p50 through connect, ms above a client over HTTP`,
      limit: 0.3,
      is: 'most',
      measured: own - base,
    })
  }
  return {
    title: 'Calls through a bridge',
    how: `One call at a time, ${rounds} rounds of blocks in turn: an HTTP client with kept connections, and lines through each bridge to the same \`jhe-mcp serve\`. Bare is a program that only posts each line: what one more process costs here. Milliseconds.`,
    columns: ['question', 'p50', 'p99', 'ms more', 'x'],
    rows,
    goals,
  }
}

/** What they hold in memory and leave on the disk. */
async function holdTable(bridges: readonly Named[], calls: number): Promise<Table> {
  const rows: (readonly (string | number)[])[] = []
  for (const { label, program } of bridges) {
    const { pipe } = await openOne({ label, program })
    const first = pipe.memory()
    await pipe.askMany(createCaller().many(calls, 'list_studies', {}), 1)
    rows.push([label, first, pipe.memory(), tokensInClear(program)])
    await pipe.stop()
  }
  return {
    title: 'What a bridge holds',
    how: `Resident MiB after the first call and ${calls} more; access and refresh tokens that lie in clear in the files of the person. \`jhe-mcp connect\` seals them where the machine has a keychain; here it was told to do without (JHE_TOKEN_STORE=file).`,
    columns: ['bridge', 'MiB', 'MiB then', 'tokens in clear'],
    rows,
    goals: [
      { goal: 'MiB of connect', limit: 70, is: 'most', measured: Number(rows[0]?.[2] ?? NaN) },
    ],
  }
}

/** Calls, memory and what lies on the disk. */
export async function usedTables(
  { signedIn, other, floor }: Bridges,
  direct: HttpCaller,
  { rounds, calls }: BridgeCounts,
): Promise<readonly Table[]> {
  const bridges: readonly Named[] = [
    { label: 'connect', program: signedIn },
    { label: 'bare', program: floor },
    ...(other === undefined ? [] : [{ label: 'mcp-remote', program: other }]),
  ]
  const opened: Opened[] = []
  try {
    for (const bridge of bridges) opened.push(await openOne(bridge))
    const called = await callTable(opened, direct, rounds)
    return [called, await holdTable(bridges, calls)]
  } finally {
    for (const { pipe } of opened) await pipe.stop()
  }
}

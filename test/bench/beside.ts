import { join } from 'node:path'

import { measureCalls, measureFlood, overPipe } from './call.js'
import { createCaller, greetings, readAnswer } from './messages.js'
import { openPipe, type Pipe } from './pipe.js'
import { openPrograms, type Program } from './programs.js'
import { benchQuestions, type BenchQuestion } from './questions.js'
import type { BenchContext, Cell, Section, Table } from './results/section.js'
import { median, ratioOf } from './results/statistics.js'

const startRounds = 21
const memoryRounds = 3
const memoryCalls = 1_000
const warmUp = 40

/** This checkout, another one, and this one again: what differs between the outer two is noise. */
type Three<T> = readonly [here: T, other: T, again: T]

interface Turns<T> {
  readonly here: readonly T[]
  readonly other: readonly T[]
  readonly again: readonly T[]
}

const inTurn = async <T>(
  rounds: number,
  [here, other, again]: Three<() => Promise<T>>,
): Promise<Turns<T>> => {
  const times = { here: new Array<T>(), other: new Array<T>(), again: new Array<T>() }
  for (let round = 0; round < rounds; round += 1) {
    times.here.push(await here())
    times.other.push(await other())
    times.again.push(await again())
  }
  return times
}

const rowOf = (name: string, { here, other, again }: Turns<number>): readonly Cell[] => {
  const ratio = ratioOf(here, other)
  const noise = ratioOf(here, again)
  return [name, median(other), median(here), ratio.median, ratio.spread, noise.median, noise.spread]
}

const columns = ['what', 'there', 'here', 'x', 'quartiles', 'here against here', 'quartiles']

const startOnce = async ({ args, env }: Program, greeting: string): Promise<number> => {
  const pipe = openPipe(args, env)
  await pipe.ask(greeting)
  const milliseconds = pipe.sinceSpawn()
  await pipe.close()
  return milliseconds
}

const memoryOnce = async ({ args, env }: Program): Promise<number> => {
  const pipe = openPipe(args, env)
  await pipe.ask(greetings['2025'])
  await pipe.askMany(createCaller().many(memoryCalls, 'get_study_count', {}), 1)
  const memory = pipe.memory()
  await pipe.close()
  return memory
}

const starts = async ([here, other]: Three<Program>): Promise<Table> => {
  const three = <T>(work: (program: Program) => Promise<T>): Three<() => Promise<T>> => {
    const own = async () => await work(here)
    return [own, async () => await work(other), own]
  }
  const started = async (era: keyof typeof greetings) =>
    await inTurn(
      startRounds,
      three(async (program) => await startOnce(program, greetings[era])),
    )
  return {
    title: 'Start and memory beside another checkout',
    how: `Spawn to first reply in milliseconds, ${startRounds} rounds in turn, and resident MiB after ${memoryCalls} calls, ${memoryRounds} rounds.`,
    columns,
    rows: [
      rowOf('`initialize`', await started('2025')),
      rowOf('`server/discover`', await started('2026-07-28')),
      rowOf('memory', await inTurn(memoryRounds, three(memoryOnce))),
    ],
    goals: [],
  }
}

const asked = async (question: BenchQuestion, pipes: readonly Pipe[]): Promise<readonly Cell[]> => {
  const { name, tool, args } = question
  for (const pipe of pipes) readAnswer(await pipe.ask(createCaller().next(tool, args)))
  const rounds = await measureCalls(pipes.map((pipe) => overPipe(pipe, tool, args)))
  const of = (which: number) => rounds.map((round) => median(round[which] ?? []))
  return rowOf(name, { here: of(0), other: of(1), again: of(2) })
}

const flooded = async (
  question: BenchQuestion,
  pipes: readonly Pipe[],
): Promise<readonly Cell[]> => {
  const { name, tool, args } = question
  const [here = [], other = [], again = []] = await measureFlood(
    pipes.map((pipe) => overPipe(pipe, tool, args)),
    5,
  )
  return rowOf(name, { here, other, again })
}

const greeted = async ({ args, env }: Program): Promise<Pipe> => {
  const pipe = openPipe(args, env)
  await pipe.ask(greetings['2025'])
  for (const question of benchQuestions) {
    const requests = createCaller().many(warmUp, question.tool, question.args)
    for (const request of requests) await pipe.ask(request)
  }
  return pipe
}

const calls = async (
  programs: Three<Program>,
  note: BenchContext['note'],
): Promise<readonly Table[]> => {
  const pipes: Pipe[] = []
  try {
    for (const program of programs) pipes.push(await greeted(program))
    const single: (readonly Cell[])[] = []
    const many: (readonly Cell[])[] = []
    for (const question of benchQuestions) {
      note(`calling ${question.name}`)
      single.push(await asked(question, pipes))
      many.push(await flooded(question, pipes))
    }
    return [
      {
        title: 'Calls beside another checkout',
        how: 'Milliseconds of one call at a time, in blocks in turn.',
        columns,
        rows: single,
        goals: [],
      },
      {
        title: 'Calls per second beside another checkout',
        how: 'Eight in flight, in turn; more is better.',
        columns,
        rows: many,
        goals: [],
      },
    ]
  } finally {
    for (const pipe of pipes) await pipe.close()
  }
}

/** This checkout beside another one that is built, in one run: `--beside <folder>`. */
export const beside: Section = {
  name: 'beside',
  byName: true,
  run: async (context) => {
    if (context.beside === undefined) throw new Error('beside needs --beside <folder>')
    const { product, remove } = await openPrograms(context)
    const other = { ...product, args: [join(context.beside, 'bin', 'jhe-mcp.js')] }
    try {
      context.note('starting')
      return [
        await starts([product, other, product]),
        ...(await calls([product, other, product], context.note)),
      ]
    } finally {
      remove()
    }
  },
}

import { floorTool } from './floor.js'
import { createCaller, greetings, readAnswer } from './messages.js'
import { tellsHeap } from '../support/processes/tells-heap.js'
import { openPipe, type Pipe } from './pipe.js'
import { openPrograms, type Program, type Programs } from './programs.js'
import { benchQuestions } from './questions.js'
import type { Section, Table } from './results/section.js'
import { median } from './results/statistics.js'

const runs = 2
/** After how many calls memory is looked at. */
const marks = [0, 1_000, 2_000, 5_000, 10_000] as const

/** Small, frequent questions; the long ones would only make the run long. */
const asked = benchQuestions.filter(({ tool }) =>
  ['get_study_count', 'list_studies', 'get_patient_demographics', 'describe_schema'].includes(tool),
)

/** Looks at a program after so many calls. */
const watch = async (
  { args, env }: Program,
  isFloor: boolean,
  look: (pipe: Pipe) => number | Promise<number>,
): Promise<readonly number[]> => {
  const pipe = openPipe(args, env)
  const caller = createCaller()
  await pipe.ask(greetings['2025'])
  const seen: number[] = []
  let calls = 0
  for (const mark of marks) {
    const requests = Array.from({ length: mark - calls }, (_, n) => {
      const question = asked[n % asked.length]
      const name = isFloor ? floorTool(question?.name ?? '') : (question?.tool ?? '')
      return caller.next(name, question?.args ?? {})
    })
    for (const request of requests.slice(0, asked.length)) readAnswer(await pipe.ask(request))
    if (requests.length > 0) await pipe.askMany(requests.slice(asked.length), 1)
    calls = mark
    seen.push(await look(pipe))
  }
  await pipe.close()
  return seen
}

const bareMemory = async ({ args }: Program): Promise<number> => {
  const pipe = openPipe(args)
  await pipe.ask(greetings['2025'])
  const memory = pipe.memory()
  await pipe.close()
  return memory
}

const resident = (pipe: Pipe): number => pipe.memory()
const inUse = async (pipe: Pipe): Promise<number> => await pipe.heap()

interface Watched {
  /** MiB of the script that only answers, by run. */
  readonly least: number[]
  /** MiB by run and mark. */
  readonly floor: (readonly number[])[]
  readonly product: (readonly number[])[]
  /** MiB in use by mark, after garbage collection. */
  readonly inUse: readonly number[]
}

const watchAll = async ({ bare, floor, product }: Programs): Promise<Watched> => {
  const seen: Watched = { least: [], floor: [], product: [], inUse: [] }
  for (let run = 0; run < runs; run += 1) {
    seen.least.push(await bareMemory(bare))
    seen.floor.push(await watch(floor, true, resident))
    seen.product.push(await watch(product, false, resident))
  }
  const telling = { ...product, args: [...tellsHeap, ...product.args] }
  return { ...seen, inUse: await watch(telling, false, inUse) }
}

const indexOf = (mark: number): number => marks.findIndex((known) => known === mark)

const tableOf = (seen: Watched): Table => {
  const at = (all: readonly (readonly number[])[], mark: number): number =>
    median(all.map((one) => one[indexOf(mark)] ?? Number.NaN))
  const inUseAt = (mark: number): number => seen.inUse[indexOf(mark)] ?? Number.NaN
  return {
    title: 'Memory',
    how: `Resident MiB of a server after so many calls, one at a time, of ${asked.map(({ tool }) => tool).join(', ')} in turn; medians of ${runs} runs. What is in use is what a full garbage collection leaves. The script that only answers takes ${median(seen.least).toFixed(0)} MiB.`,
    columns: ['program', ...marks.map((mark) => (mark === 0 ? 'first reply' : `${mark} calls`))],
    rows: [
      ['bare SDK server', ...marks.map((mark) => at(seen.floor, mark))],
      ['jhe-mcp', ...marks.map((mark) => at(seen.product, mark))],
      ['jhe-mcp, in use', ...marks.map(inUseAt)],
    ],
    goals: [
      {
        goal: 'memory after 1,000 calls, against the script',
        limit: 2.2,
        is: 'most',
        measured: at(seen.product, 1_000) / median(seen.least),
      },
      {
        goal: 'memory in use after 10,000 calls, against 1,000',
        limit: 1.05,
        is: 'most',
        measured: inUseAt(10_000) / inUseAt(1_000),
      },
    ],
  }
}

/** What stays in memory over ten thousand calls. */
export const memory: Section = {
  name: 'memory',
  run: async (context) => {
    const programs = await openPrograms(context)
    context.note(`watching memory over ${marks.at(-1) ?? 0} calls, ${runs + 1} times`)
    try {
      return [tableOf(await watchAll(programs))]
    } finally {
      programs.remove()
    }
  },
}

import { floorTool } from './floor.js'
import { createCaller, greetings, readAnswer } from './messages.js'
import { openPipe } from './pipe.js'
import { openPrograms, type Program } from './programs.js'
import { benchQuestions } from './questions.js'
import type { Section } from './section.js'
import { median } from './statistics.js'

const runs = 3
/** After how many calls memory is looked at. */
const marks = [0, 1_000, 2_000, 5_000, 10_000] as const

/** Small, frequent questions; the long ones would only make the run long. */
const asked = benchQuestions.filter(({ tool }) =>
  ['get_study_count', 'list_studies', 'get_patient_demographics', 'describe_schema'].includes(tool),
)

const watch = async ({ args, env }: Program, isFloor: boolean): Promise<readonly number[]> => {
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
    seen.push(pipe.memory())
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

/** What stays resident over ten thousand calls. */
export const memory: Section = {
  name: 'memory',
  run: async (context) => {
    const { bare, floor, product, remove } = await openPrograms(context)
    context.note(`watching memory over ${marks.at(-1) ?? 0} calls, ${runs} times`)
    const ours: (readonly number[])[] = []
    const theirs: (readonly number[])[] = []
    const least: number[] = []
    try {
      for (let run = 0; run < runs; run += 1) {
        least.push(await bareMemory(bare))
        theirs.push(await watch(floor, true))
        ours.push(await watch(product, false))
      }
    } finally {
      remove()
    }
    const at = (all: readonly (readonly number[])[], mark: number): number =>
      median(all.map((seen) => seen[marks.findIndex((known) => known === mark)] ?? Number.NaN))
    return [
      {
        title: 'Memory',
        how: `Resident MiB of a server after so many calls, one at a time, of ${asked.map(({ tool }) => tool).join(', ')} in turn; medians of ${runs} runs. The script that only answers takes ${median(least).toFixed(0)} MiB.`,
        columns: [
          'program',
          ...marks.map((mark) => (mark === 0 ? 'first reply' : `${mark} calls`)),
        ],
        rows: [
          ['bare SDK server', ...marks.map((mark) => at(theirs, mark))],
          ['jhe-mcp', ...marks.map((mark) => at(ours, mark))],
        ],
        goals: [
          {
            goal: 'memory after 1,000 calls, against the script',
            limit: 2.2,
            is: 'most',
            measured: at(ours, 1_000) / median(least),
          },
          {
            goal: 'memory after 10,000 calls, against 1,000',
            limit: 1.1,
            is: 'most',
            measured: at(ours, 10_000) / at(ours, 1_000),
          },
        ],
      },
    ]
  },
}

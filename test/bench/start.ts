import { spawnSync } from 'node:child_process'

import { greetings } from './messages.js'
import { openPipe } from './pipe.js'
import { openPrograms, type Program } from './programs.js'
import type { Section } from './section.js'
import { median, quantile, ratioOf } from './statistics.js'

const rounds = 21

interface Start {
  readonly milliseconds: number
  readonly memory: number
}

/** Spawns a program, greets it and waits for its first line. */
const startOnce = async ({ args, env }: Program, greeting: string): Promise<Start> => {
  const pipe = openPipe(args, env)
  await pipe.ask(greeting)
  const milliseconds = pipe.sinceSpawn()
  const memory = pipe.memory()
  await pipe.close()
  return { milliseconds, memory }
}

const runToEnd = (): Start => {
  const spawned = performance.now()
  spawnSync(process.execPath, ['-e', '0'])
  return { milliseconds: performance.now() - spawned, memory: Number.NaN }
}

const names = {
  bare: 'a script that answers, nothing imported',
  nothing: '`node -e 0`, to its end',
  floor2025: 'bare SDK server, `initialize`',
  floor2026: 'bare SDK server, `server/discover`',
  product2025: 'jhe-mcp, `initialize`',
  product2026: 'jhe-mcp, `server/discover`',
} as const

type Name = keyof typeof names

/** Spawn to first reply of both protocol eras, and the memory it took. */
export const start: Section = {
  name: 'start',
  run: async (context) => {
    const { bare, floor, product, remove } = await openPrograms(context)
    context.note(`starting six programs, ${rounds} times each`)
    const started: Record<Name, Start[]> = {
      bare: [],
      nothing: [],
      floor2025: [],
      floor2026: [],
      product2025: [],
      product2026: [],
    }
    try {
      for (let round = 0; round < rounds; round += 1) {
        started.bare.push(await startOnce(bare, greetings['2025']))
        started.nothing.push(runToEnd())
        started.floor2025.push(await startOnce(floor, greetings['2025']))
        started.product2025.push(await startOnce(product, greetings['2025']))
        started.floor2026.push(await startOnce(floor, greetings['2026-07-28']))
        started.product2026.push(await startOnce(product, greetings['2026-07-28']))
      }
    } finally {
      remove()
    }
    const times = (name: Name) => started[name].map(({ milliseconds }) => milliseconds)
    const memories = (name: Name) => started[name].map(({ memory }) => memory)
    const ratio = (name: Name) => ratioOf(times(name), times('bare'))
    const memoryRatio = (name: Name) => median(memories(name)) / median(memories('bare'))
    const rows = (
      ['bare', 'nothing', 'floor2025', 'floor2026', 'product2025', 'product2026'] as const
    ).map((name) => [
      names[name],
      median(times(name)),
      `${quantile(times(name), 0).toFixed(0)}–${quantile(times(name), 1).toFixed(0)}`,
      ratio(name).median,
      ratio(name).spread,
      name === 'nothing' ? '–' : median(memories(name)),
      name === 'nothing' ? '–' : memoryRatio(name),
    ])
    const limit = Number(process.versions.node.split('.')[0]) < 22 ? 3.2 : 2.8
    return [
      {
        title: 'Start',
        how: `Spawn to first reply, ${rounds} rounds in turn; ratios are to the script within each round, with their quartiles. Memory is what is resident after the first reply.`,
        columns: ['program', 'ms', 'least–most', 'x', 'quartiles', 'MiB', 'x memory'],
        rows,
        goals: [
          {
            goal: 'first reply to `initialize`, against the script',
            limit,
            is: 'most',
            measured: ratio('product2025').median,
          },
          {
            goal: 'first reply to `server/discover`, against the script',
            limit,
            is: 'most',
            measured: ratio('product2026').median,
          },
          {
            goal: 'memory after the first reply, against the script',
            limit: 1.45,
            is: 'most',
            measured: memoryRatio('product2025'),
          },
        ],
      },
    ]
  },
}

import type { ServedPrograms } from '../http/served-programs.js'
import { greetings } from '../messages.js'
import { openPipe } from '../pipe.js'
import type { Program } from '../programs.js'
import type { Goal, Table } from '../results/section.js'
import { median, ratioOf } from '../results/statistics.js'
import type { Bridges } from './bridges.js'

interface Starter {
  readonly label: string
  readonly program: Program
  /** Whether the server takes connections and says nothing. */
  readonly isSilent: boolean
  /** Whether the first reply is to come as soon as that of the stdio server. */
  readonly isHeld: boolean
}

const startersOf = (
  { programs }: ServedPrograms,
  { signedIn, signedOut, other }: Bridges,
): readonly Starter[] => [
  { label: 'jhe-mcp on stdio', program: programs.product, isSilent: false, isHeld: false },
  { label: 'connect, signed in', program: signedIn, isSilent: false, isHeld: true },
  { label: 'connect, signed out', program: signedOut, isSilent: false, isHeld: true },
  { label: 'connect, signed out, server silent', program: signedOut, isSilent: true, isHeld: true },
  // the server has a second before memory answers for it
  { label: 'connect, signed in, server silent', program: signedIn, isSilent: true, isHeld: false },
  ...(other === undefined
    ? []
    : [{ label: 'mcp-remote, signed in', program: other, isSilent: false, isHeld: false }]),
]

const startOnce = async ({ args, env }: Program): Promise<number> => {
  const pipe = openPipe(args, env)
  await pipe.ask(greetings['2025'])
  const milliseconds = pipe.sinceSpawn()
  await pipe.stop()
  return milliseconds
}

/** A stopped process: its port takes connections, and nobody answers. */
const whileSilent = async <T>({ replica }: ServedPrograms, work: () => Promise<T>): Promise<T> => {
  replica.child.kill('SIGSTOP')
  try {
    return await work()
  } finally {
    replica.child.kill('SIGCONT')
  }
}

/** How soon a host has its first reply. */
export async function startTable(
  served: ServedPrograms,
  bridges: Bridges,
  rounds: number,
): Promise<Table> {
  const starters = startersOf(served, bridges)
  const times = new Map(starters.map(({ label }) => [label, new Array<number>()]))
  for (let round = 0; round < rounds; round += 1) {
    for (const { label, program, isSilent } of starters) {
      const start = async () => await startOnce(program)
      times.get(label)?.push(await (isSilent ? whileSilent(served, start) : start()))
    }
  }
  const of = (label: string) => times.get(label) ?? []
  const base = starters[0]?.label ?? ''
  const ratio = (label: string) => ratioOf(of(label), of(base))
  return {
    title: 'First reply through a bridge',
    how: `Spawn to the reply to \`initialize\`, ${rounds} rounds in turn; ratios are to our own stdio server within each round, with their quartiles. The server was seen before; a silent one takes connections and says nothing.`,
    columns: ['program', 'ms', 'x stdio', 'quartiles'],
    rows: starters.map(({ label }) => [
      label,
      median(of(label)),
      ratio(label).median,
      ratio(label).spread,
    ]),
    goals: starters
      .filter(({ isHeld }) => isHeld)
      .map(({ label }): Goal => ({
        goal: `${label}: first reply against stdio`,
        limit: 1.2,
        is: 'most',
        measured: ratio(label).median,
      })),
  }
}

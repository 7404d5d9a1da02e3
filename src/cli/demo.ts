import { toJheError } from '../errors.js'
import { tools } from '../tools/registry.js'
import { runTool, type Services } from '../transport/run-tool.js'
import { inventedNotice, openDemoServices } from './demo-services.js'
import type { Command } from './runtime.js'
import { serveCommand } from './serve.js'
import { showAnswer } from './show.js'

export interface DemoOptions {
  readonly as?: string
  readonly stdio?: boolean
}

/** A question as a person would ask it, and the tool call that answers it. */
interface Stop {
  readonly question: string
  readonly tool: string
  readonly args: Readonly<Record<string, string | number>>
}

const daysBefore = (now: Date, days: number): string =>
  new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10)

const tour = (now: Date): readonly Stop[] => [
  { question: 'How many studies can I access?', tool: 'list_studies', args: {} },
  {
    question: 'What does the blood pressure study collect, and who has agreed to share it?',
    tool: 'get_study_metadata',
    args: { study_id: 30_002 },
  },
  {
    question: 'Who takes part?',
    tool: 'get_patient_demographics',
    args: { study_id: 30_002, limit: 4 },
  },
  {
    question: 'Show me blood pressure for patient 40013 over the last month.',
    tool: 'get_patient_observations',
    args: {
      patient_id: 40_013,
      data_type: 'blood-pressure',
      start: daysBefore(now, 30),
      limit: 6,
    },
  },
  {
    question: 'And what has patient 40016 not agreed to share?',
    tool: 'get_patient_observations',
    args: { patient_id: 40_016, limit: 2 },
  },
  {
    question: 'What is in study 30004? (It belongs to others.)',
    tool: 'get_study_metadata',
    args: { study_id: 30_004 },
  },
]

const asCommand = ({ tool, args }: Stop): string => {
  const given = Object.entries(args).map(([name, value]) => `--arg ${name}=${value}`)
  return ['jhe-mcp call', tool, ...given, '--demo'].join(' ')
}

const outcome = async (stop: Stop, services: Services, width: number, signal: AbortSignal) => {
  const tool = tools.find(({ name }) => name === stop.tool)
  if (tool === undefined) throw new Error(`the tour names no tool: ${stop.tool}`)
  try {
    const { value } = await runTool(tool, stop.args, services, signal)
    const shown = Object.entries(value).filter(([key]) => key !== 'notice')
    return showAnswer(Object.fromEntries(shown), width)
  } catch (thrown) {
    const { code, message, hint } = toJheError(thrown)
    if (code !== 'NOT_VISIBLE') throw thrown
    return `${code}: ${message}\n${hint}`
  }
}

/** `jhe-mcp demo`: a tour of real answers, or the MCP server on the demo world with `--stdio`. */
export async function demoCommand(command: Command, options: DemoOptions): Promise<number> {
  const opened = await openDemoServices(command, options.as)
  if (options.stdio === true) return await serveCommand(command, opened)
  const { stdout, now, interrupted } = command.runtime
  const width = stdout.columns ?? 120
  try {
    stdout.write(`${inventedNotice} You are ${opened.person}\n`)
    for (const stop of tour(now())) {
      stdout.write(`\n> ${stop.question}\n  ${asCommand(stop)}\n\n`)
      stdout.write(`${await outcome(stop, opened.services, width, interrupted)}\n`)
    }
    stdout.write(
      '\nAsk your own: point your LLM host at `jhe-mcp demo --stdio`, or try `jhe-mcp tools`.\n',
    )
    return 0
  } finally {
    await opened.close()
  }
}

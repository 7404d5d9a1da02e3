import { toJheError } from '../errors.js'
import { grantOf, meet } from '../permissions/grant.js'
import { tools } from '../tools/registry.js'
import type { Tool } from '../tools/tool.js'
import { callTool } from '../calls/call-tool.js'
import { callerOf, type Caller } from '../calls/request-context.js'
import type { OpenApp } from '../app/opened-app.js'
import type { Runtime } from '../app/runtime.js'
import { showAnswer } from '../text/show.js'
import { tourStops, type Stop } from './demo-stops.js'

const toolOf = ({ tool: name }: Stop): Tool => {
  const tool = tools.find((known) => known.name === name)
  if (tool === undefined) throw new Error(`the tour names no tool: ${name}`)
  return tool
}

const asCommand = (stop: Stop): string => {
  const { name, set } = toolOf(stop)
  const given = Object.entries(stop.args).map(([key, value]) => `--arg ${key}=${value}`)
  const held = stop.heldTo === undefined ? [] : [`--study ${stop.heldTo}`]
  const offered = set === 'default' ? [] : [`--tools ${set}`]
  return ['jhe-mcp call', name, ...given, ...held, ...offered, '--demo'].join(' ')
}

const asIs = (text: string): string => text

type Tourist = Pick<OpenApp, 'app' | 'caller'>

/** The caller as the question is asked: held to one study, or as the tour goes. */
const callerAt = ({ heldTo }: Stop, { app, caller }: Tourist): Caller => {
  if (heldTo === undefined) return caller
  const grant = meet(caller.grant, grantOf({ studies: [heldTo] }))
  return callerOf(app, caller.identity, { grant, toolset: caller.toolset })
}

/** What a session that is held to less says of itself is part of what the tour shows. */
const isShown = (stop: Stop, key: string): boolean => key !== 'notice' || stop.heldTo !== undefined

const outcome = async (stop: Stop, tourist: Tourist, width: number, signal: AbortSignal) => {
  const { app } = tourist
  const tool = toolOf(stop)
  try {
    const request = { ...callerAt(stop, tourist), client: null, signal }
    const info = { event: 'tool', name: tool.name, tool, args: stop.args } as const
    const { value } = await callTool(app, request, info)
    const shown = Object.entries(value).filter(([key]) => isShown(stop, key))
    return showAnswer(Object.fromEntries(shown), width)
  } catch (thrown) {
    const { code, message, hint } = toJheError(thrown)
    if (code !== 'NOT_VISIBLE') throw thrown
    return (app.rewriteCommands ?? asIs)(`${code}: ${message}\n${hint}`)
  }
}

/**
 * Asks the questions of the tour as this person, and shows each with its command and its
 * answer.
 * @throws JheError the error of a question, except NOT_VISIBLE
 */
export async function showTour(
  tourist: Tourist,
  { stdout, now, interrupted }: Pick<Runtime, 'stdout' | 'now' | 'interrupted'>,
): Promise<void> {
  const width = stdout.columns ?? 120
  const words = tourist.app.rewriteCommands ?? asIs
  for (const stop of tourStops(now())) {
    stdout.write(`\n> ${stop.question}\n  ${words(asCommand(stop))}\n\n`)
    stdout.write(`${await outcome(stop, tourist, width, interrupted)}\n`)
  }
}

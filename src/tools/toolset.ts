import { JheError } from '../errors.js'
import type { Need } from '../permissions/scope.js'
import { tools } from './registry.js'
import type { Tool } from './tool.js'

/** The tools on offer. What is not among them is not listed, cannot be called and is named nowhere. */
export interface Toolset {
  readonly tools: readonly Tool[]
  /** Sets with a tool that is not on offer. */
  readonly setsOff: readonly string[]
}

const setNames: readonly string[] = [...new Set(tools.map(({ set }) => set))]

const unknown = (source: string, name: string): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `${source} names ${JSON.stringify(name.slice(0, 60))}, which is neither a toolset nor a tool.`,
    `Toolsets: all, ${setNames.join(', ')}. Tools: ${tools.map(({ name: known }) => known).join(', ')}. A minus in front takes one away.`,
  )

const empty = (source: string): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `${source} leaves no tool to offer.`,
    'Name a toolset or a tool, like JHE_TOOLS=default.',
  )

/** The tools that one word of `JHE_TOOLS` stands for. */
const toolsOf = (source: string, word: string): readonly Tool[] => {
  const found =
    word === 'all' ? tools : tools.filter(({ name, set }) => name === word || set === word)
  if (found.length === 0) throw unknown(source, word)
  return found
}

const toolsetOf = (chosen: ReadonlySet<Tool>): Toolset => ({
  tools: tools.filter((tool) => chosen.has(tool)),
  setsOff: setNames.filter((name) => tools.some((tool) => tool.set === name && !chosen.has(tool))),
})

/** Every tool there is. */
export const allTools: Toolset = toolsetOf(new Set(tools))

/**
 * The tools that `JHE_TOOLS` asks for: names of sets and tools with commas or blanks between, taken
 * from left to right; `-name` takes one away, and does so from `default` where it comes first. The
 * order of the tools is that of the registry.
 * @param source where the text stands, for the error
 * @throws JheError CONFIG_INVALID for a name that is neither, or where no tool is left
 */
export function parseToolset(text: string, source = 'JHE_TOOLS'): Toolset {
  const words = text.split(/[\s,]+/).filter((word) => word !== '')
  const chosen = new Set<Tool>(words[0]?.startsWith('-') === true ? toolsOf(source, 'default') : [])
  for (const word of words) {
    if (word.startsWith('-')) for (const tool of toolsOf(source, word.slice(1))) chosen.delete(tool)
    else for (const tool of toolsOf(source, word)) chosen.add(tool)
  }
  if (chosen.size === 0) throw empty(source)
  return toolsetOf(chosen)
}

/**
 * The tools of a grant, in the order of the registry.
 * @param names null for every tool
 * @throws JheError CONFIG_INVALID where no tool is left
 */
export function offeredTools(names: readonly string[] | null): Toolset {
  const chosen = tools.filter(({ name }) => names === null || names.includes(name))
  if (chosen.length === 0) throw empty('What JHE_TOOLS, JHE_SCOPE and the policy have in common')
  return toolsetOf(new Set(chosen))
}

/** Names of the tools whose scope is given, and of those that need none. */
export const toolNamesFor = (isGiven: (need: Need) => boolean): readonly string[] =>
  tools.filter(({ access }) => access === 'anyone' || isGiven(access)).map(({ name }) => name)

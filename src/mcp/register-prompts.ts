import { completable, type McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'

import {
  isPossible,
  noSuchDay,
  prompts,
  quoted,
  type Prompt,
  type PromptArgument,
} from '../prompts/registry.js'
import type { PromptSite } from '../prompts/wording.js'
import type { App } from '../calls/app.js'
import { fixedIdsOf } from '../permissions/grant.js'
import { jheAddressOf } from '../calls/jhe-address.js'
import type { Caller } from '../calls/request-context.js'

/** Whose studies and data types are offered. */
interface Offering {
  readonly app: App
  readonly caller: Caller
}

/** Loaded when somebody types. */
const completions = async () => await import('../calls/completions.js')

const schemaOf = ({ description }: PromptArgument) => z.string().describe(description)

const offered = (argument: PromptArgument, { app, caller }: Offering): z.ZodType => {
  const schema = schemaOf(argument).refine(isPossible, noSuchDay)
  const { offers, required } = argument
  if (offers === undefined) return required ? schema : schema.optional()
  const complete = completable(schema, async (typed, context) => {
    const { completeDataTypes, completeIds } = await completions()
    if (offers === 'study_ids') return await completeIds(app, caller, { of: 'study', typed })
    const studyId = context?.arguments?.['study_id']
    return await completeDataTypes(app, caller, { typed, studyId })
  })
  return required ? complete : complete.optional()
}

const asIs = (text: string): string => text

/** In every version of JHE this page leads into its portal, whose own address has changed. */
const portalPage = '/accounts/profile/'

const siteOf = ({ app: { config, rewriteCommands = asIs } }: Offering): PromptSite => {
  const address = jheAddressOf(config, config.issuer)
  return {
    portal: address === undefined ? undefined : `${address}${portalPage}`,
    command: rewriteCommands,
  }
}

/** What the session leaves one value for, as the prompt's text takes it. */
const filledIn = ({ arguments: taken }: Prompt, { caller }: Offering) =>
  Object.entries(fixedIdsOf(caller.grant)).flatMap(([name, id]) =>
    taken.some((argument) => argument.name === name) ? [[name, String(id)] as const] : [],
  )

const register = (server: McpServer, prompt: Prompt, offering: Offering): void => {
  const { name, title, description } = prompt
  const filled = filledIn(prompt, offering)
  const asked = prompt.arguments.filter((argument) =>
    filled.every(([known]) => known !== argument.name),
  )
  const shape = asked.map((argument) => [argument.name, offered(argument, offering)])
  const argsSchema = z.strictObject(Object.fromEntries(shape))
  server.registerPrompt(name, { title, description, argsSchema }, async (args) => {
    const given = asked.flatMap((argument) => {
      const value: unknown = args[argument.name]
      const isGiven = typeof value === 'string' && (argument.required || value.trim() !== '')
      return isGiven ? [[argument.name, quoted(argument, value)] as const] : []
    })
    const text = await prompt.text(new Map([...filled, ...given]), siteOf(offering))
    return { description, messages: [{ role: 'user', content: { type: 'text', text } }] }
  })
}

/**
 * Puts the prompts on a server whose tools are on offer. Completion offers the caller's own, and
 * nothing when signed out.
 */
export function registerPrompts(server: McpServer, offering: Offering): void {
  const onOffer = new Set(offering.caller.toolset.tools.map(({ name }) => name))
  for (const prompt of prompts) {
    if (prompt.tools.every((tool) => onOffer.has(tool))) register(server, prompt, offering)
  }
}

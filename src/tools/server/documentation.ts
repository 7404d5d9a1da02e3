import { z } from 'zod'

import type { FixedIds } from '../../permissions/grant.js'
import { resourceTypes } from '../../permissions/type-set.js'
import { inputUnder } from '../fixed-ids.js'
import * as params from '../params.js'
import { definePublicTool, type Tool } from '../tool.js'

const toolTexts = z.strictObject({
  name: z.string(),
  title: z.string(),
  answers: z.string(),
  set: z.string(),
  arguments: z.array(z.string()),
  scope: z.string().nullable(),
})

/** The SMART scope that gives a tool; null where it needs none. */
export const scopeOf = ({ access }: Tool): string | null => {
  if (access === 'anyone') return null
  return `user/${access.replace(/^Record\b/, '<type>')}`
}

/** What is said of a tool. @param fixed arguments that the session fills in, which are left out */
const toToolTexts = (tool: Tool, fixed: FixedIds): z.input<typeof toolTexts> => ({
  name: tool.name,
  title: tool.title,
  answers: tool.description,
  set: tool.set,
  arguments: Object.keys(inputUnder(tool, fixed).shape),
  scope: scopeOf(tool),
})

/** What this session can be asked. Only a resource asks it; no host lists it. */
export const documentation = definePublicTool({
  name: 'documentation',
  set: 'default',
  title: 'What can be asked here',
  description: 'Tools, scopes and rules of this session; needs no sign-in.',
  input: z.strictObject({}),
  output: z.strictObject({
    tools: z.array(toolTexts),
    sets_off: z.array(z.string()),
    scopes: z.array(z.string()),
    rules: z.array(z.string()),
    limits: z.record(z.string(), z.int()),
    notice: params.notice,
  }),
  // most sessions never read it
  run: async (_input, { offer, limits }) => {
    const { scopeTexts, rules } = await import('./documentation-texts.js')
    return {
      value: {
        tools: offer.tools.map((tool) => toToolTexts(tool, offer.fixed)),
        sets_off: [...offer.setsOff],
        scopes: [...scopeTexts, `Types: *, ${resourceTypes.join(', ')}.`],
        rules: [...rules],
        limits: { ...limits },
      },
    }
  },
})

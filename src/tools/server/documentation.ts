import { z } from 'zod'

import * as params from '../params.js'
import { definePublicTool } from '../tool.js'

/** What this session can be asked. Only a resource asks it; no host lists it. */
export const documentation = definePublicTool({
  name: 'documentation',
  set: 'default',
  title: 'What can be asked here',
  description: 'Tools, scopes and rules of this session; needs no sign-in.',
  input: z.strictObject({}),
  output: z.strictObject({
    tools: z.array(
      z.strictObject({
        name: z.string(),
        title: z.string(),
        answers: z.string(),
        set: z.string(),
        arguments: z.array(z.string()),
        scope: z.string().nullable(),
      }),
    ),
    sets_off: z.array(z.string()),
    scopes: z.array(z.string()),
    rules: z.array(z.string()),
    limits: z.record(z.string(), z.int()),
    notice: params.notice,
  }),
  // most sessions never read it
  run: async (_input, { offer, limits }) => {
    const { toolTexts, scopeTexts, rules } = await import('./documentation-texts.js')
    return {
      value: {
        tools: offer.tools.map((tool) => toolTexts(tool, offer.fixed)),
        sets_off: [...offer.setsOff],
        scopes: [...scopeTexts],
        rules: [...rules],
        limits: { ...limits },
      },
    }
  },
})

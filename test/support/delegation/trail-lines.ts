import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { z } from 'zod'

import { readLine } from '../../../src/audit/chain.js'
import type { SignedIn } from '../worlds/signed-in.js'

const trailSchema = z.looseObject({
  name: z.string().nullable(),
  event: z.string(),
  code: z.string(),
  delegation: z.string().optional(),
  act: z.array(z.string()).optional(),
  held_to: z.string().optional(),
})

/** The audit lines of a person, as far as they tell of delegations. */
export const linesOf = async ({ home }: SignedIn) => {
  const text = await readFile(join(home, '.jhe_mcp', 'audit.jsonl'), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => trailSchema.parse(readLine(line)))
}

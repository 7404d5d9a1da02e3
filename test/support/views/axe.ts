import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { z } from 'zod'

import type { OpenView } from './stand-in-host.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const found = z.object({ violations: z.array(z.looseObject({ id: z.string() })) })

/** Faults of access that axe finds in a view, by their rules. */
export async function faultsIn({ frame }: OpenView): Promise<readonly string[]> {
  await frame.evaluate(`${axe};0`)
  const { violations } = found.parse(await frame.evaluate('axe.run()'))
  return violations.map(({ id }) => id)
}

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import type { Frame, Page } from 'playwright-core'
import { z } from 'zod'

/** The program of axe. */
export const axeText = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

const violations = z.array(
  z.looseObject({ id: z.string(), nodes: z.array(z.looseObject({ html: z.string() })) }),
)

/** What is told of faults alone; paths to elements are not needed. */
const usual = { resultTypes: ['violations'], selectors: false, preload: false }

/**
 * What axe finds wrong with a page as it is, by rule and element.
 * @param page from outside of it, since its policy may let no script in
 * @param options as axe takes them: all rules without it
 */
export async function axeFaults(
  page: Pick<Page | Frame, 'evaluate'>,
  options: object = {},
): Promise<readonly string[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(`${axeText};0`)
  const run = `axe.run(document, ${JSON.stringify({ ...usual, ...options })})`
  const found: unknown = await page.evaluate(`${run}.then(({ violations }) => violations)`)
  return violations
    .parse(found)
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { z } from 'zod'

import { measure } from './measure.js'
import type { OpenView } from './stand-in-host.js'

/** Colours that the shapes of the charts are drawn with. */
export const coloursOf = async ({ frame }: OpenView): Promise<readonly string[]> =>
  z
    .array(z.string())
    .parse(
      await frame.evaluate(
        "[...document.querySelectorAll('.chart svg path')].flatMap((p) => [p.getAttribute('stroke'), p.getAttribute('fill')]).filter(Boolean)",
      ),
    )

/** The cells of a table, row by row, with single blanks. */
export const cellsOf = async ({ frame }: OpenView): Promise<readonly (readonly string[])[]> => {
  const rows = await frame.locator('tbody tr').all()
  return await Promise.all(
    rows.map(async (row) =>
      (await row.locator('th, td').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim()),
    ),
  )
}

/** What a page is wide and high, and how far down its last button is. */
export const extentOf = async (view: OpenView) => ({
  width: await measure(view, 'document.documentElement.scrollWidth'),
  height: await measure(view, 'document.documentElement.scrollHeight'),
  buttons: await measure(view, "document.querySelector('.toolbar').getBoundingClientRect().bottom"),
})

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Ids of the rules of axe that a page breaks. */
export async function faultsOf({ frame }: OpenView): Promise<readonly string[]> {
  await frame.evaluate(axe)
  const { violations } = z
    .object({ violations: z.array(z.looseObject({ id: z.string() })) })
    .parse(await frame.evaluate('axe.run()'))
  return violations.map(({ id }) => id)
}

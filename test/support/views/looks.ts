import type { OpenView } from './stand-in-host.js'

/** The cells of a table, row by row, with single blanks. */
export const cellsOf = async ({ frame }: OpenView): Promise<readonly (readonly string[])[]> => {
  const rows = await frame.locator('tbody tr').all()
  return await Promise.all(
    rows.map(async (row) =>
      (await row.locator('th, td').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim()),
    ),
  )
}

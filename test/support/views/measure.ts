import type { OpenView } from './stand-in-host.js'

/** A property of the first element of a selector, as the browser computes it. */
export const styleOf = async ({ frame }: OpenView, selector: string, property: string) =>
  String(
    await frame.evaluate(
      `getComputedStyle(document.querySelector('${selector}')).getPropertyValue('${property}')`,
    ),
  )

/** A number that an expression has in the page of the view. */
export const measure = async ({ frame }: OpenView, expression: string): Promise<number> =>
  Number(await frame.evaluate(expression))

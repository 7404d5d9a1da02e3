import { z } from 'zod'

import { JheError } from '../errors.js'
import type { Route, RouteOptions } from './route.js'

/** The body of a request that has none. */
export const noBody = z.undefined()

/**
 * A route whose body has a shape.
 * @throws JheError INPUT_INVALID, from `answer`, naming the member that is wrong and never its value
 */
export function makeRoute<Schema extends z.ZodType>(options: RouteOptions<Schema>): Route {
  const { method, path, isOpen = false, input: schema } = options
  return {
    method,
    path,
    isOpen,
    answer: async (exchange) => {
      const read = schema.safeParse(exchange.input)
      if (read.success) return await options.answer({ ...exchange, input: read.data })
      const where = read.error.issues[0]?.path.join('.') ?? ''
      throw new JheError(
        'INPUT_INVALID',
        `What the page sent is not what the console takes${where === '' ? '' : `: ${where}`}.`,
        'Load the page again.',
      )
    },
  }
}

import type { Fields } from '../../picture/answer/fields.js'

/** Arguments but those named. */
export const without = (args: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(args).filter(([name]) => !names.includes(name)))

import { JheError } from '../../src/errors.js'

const asJheError = (thrown: unknown): JheError => {
  if (thrown instanceof JheError) return thrown
  throw new Error('expected a JheError', { cause: thrown })
}

/** The JheError that a function throws; anything else, or nothing, is an error of the test. */
export function caught(run: () => unknown): JheError {
  try {
    run()
  } catch (thrown) {
    return asJheError(thrown)
  }
  throw new Error('expected a JheError, and nothing was thrown')
}

/** The JheError that a promise is rejected with. */
export async function rejected(promise: Promise<unknown>): Promise<JheError> {
  try {
    await promise
  } catch (thrown) {
    return asJheError(thrown)
  }
  throw new Error('expected a JheError, and the promise was fulfilled')
}

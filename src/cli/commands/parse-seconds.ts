import { JheError } from '../../errors.js'

/**
 * The value of `--timeout` in seconds.
 * @throws JheError INPUT_INVALID unless it is a whole number from 1 to 3600
 */
export const parseSeconds = (text: string): number => {
  const value = /^\d+$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= 3600) return value
  throw new JheError(
    'INPUT_INVALID',
    '--timeout is not a number of seconds from 1 to 3600.',
    'Write it like --timeout 300',
  )
}

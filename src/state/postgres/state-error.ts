import { JheError } from '../../errors.js'
import { codeOf, databaseError, isConnectionLoss } from '../../db/database-error.js'
import { StartFailure } from '../../db/postgres/start-failure.js'
import { startError } from '../../db/postgres/start-error.js'

interface Cause {
  readonly matches: RegExp
  readonly why: string
  readonly hint: string
}

const askAdministrator = 'Ask the database administrator'
const again = 'Try again in a moment.'

/** Tested in order against the SQLSTATE. */
const causes: readonly Cause[] = [
  {
    matches: /^25006$/,
    why: 'it is read-only, as a standby is',
    hint: 'Let JHE_STATE_CONN lead to the primary server.',
  },
  {
    matches: /^(42501|42P01|3F000|42703)$/,
    why: 'its tables are missing, or its role may not use them',
    hint: `${askAdministrator} to run what \`jhe-mcp state sql\` prints in that database.`,
  },
  { matches: /^(57014|25P0[34]|55P03)$/, why: 'it took too long to answer', hint: again },
  { matches: /^40/, why: "two replicas were in each other's way", hint: again },
]

const unavailable = (why: string, hint: string, cause: unknown): JheError =>
  new JheError('STATE_UNAVAILABLE', `The state database cannot be used: ${why}.`, hint, { cause })

/** An error about JHE's database, said of the state. */
const reworded = ({ message, hint }: JheError, cause: unknown): JheError =>
  new JheError(
    'STATE_UNAVAILABLE',
    message
      .replace('The JHE database', 'The state database')
      .replaceAll('JHE_DB_CONN', 'JHE_STATE_CONN'),
    hint.replaceAll('JHE_DB_CONN', 'JHE_STATE_CONN'),
    { cause },
  )

const isSqlState = (code: string): boolean => /^[\dA-Z]{5}$/.test(code)

/** Whether the database is out of reach, or only refused a statement. */
const isOutOfReach = (thrown: unknown): boolean =>
  isConnectionLoss(thrown) || !isSqlState(codeOf(thrown)) || /^(08|53|57P0)/.test(codeOf(thrown))

/** No answer within the time that callers wait. */
export const tooLate = (cause?: unknown): JheError =>
  unavailable('it did not answer in time', 'Check that it runs and can be reached.', cause)

/** An error of the driver or the server as a JheError STATE_UNAVAILABLE; its text stays in `cause`. */
export function stateError(thrown: unknown): JheError {
  if (thrown instanceof JheError) {
    return thrown.code === 'SCHEMA_UNSUPPORTED' ? reworded(thrown, thrown) : thrown
  }
  if (thrown instanceof StartFailure) return reworded(startError(thrown), thrown)
  const code = codeOf(thrown)
  const known = causes.find(({ matches }) => matches.test(code))
  if (known !== undefined) return unavailable(known.why, known.hint, thrown)
  if (isOutOfReach(thrown)) return reworded(databaseError(thrown), thrown)
  return unavailable(`it refused a statement (SQLSTATE ${code})`, again, thrown)
}

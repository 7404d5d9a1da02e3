import { defineCheck, skip, type Check } from './check.js'
import type { DoctorContext } from './context.js'

/**
 * Whether nobody here runs a server on this computer: no setting of one is made, and each host that
 * has jhe-mcp reaches one elsewhere.
 */
async function isElsewhere(context: DoctorContext): Promise<boolean> {
  if (context.flags['serve'] === true) return false
  const { baseUrl, issuer, clientId, dbConn } = context.config()
  if ([baseUrl, issuer, clientId, dbConn].some((value) => value !== undefined)) return false
  const files = await context.hosts()
  const started = files.flatMap(({ entries = [] }) => entries).filter(({ isDemo }) => !isDemo)
  const reached = files.flatMap(({ remotes }) => remotes)
  return (
    started.length + reached.length > 0 && started.every(({ connects }) => connects !== undefined)
  )
}

/** A check of what only a server on this computer needs. */
export const unlessElsewhere = (check: Check): Check =>
  defineCheck({
    ...check,
    run: async (context, signal) =>
      (await isElsewhere(context))
        ? skip(
            'not needed: the hosts here reach a server elsewhere; jhe-mcp doctor <url> looks at it',
          )
        : await check.run(context, signal),
  })

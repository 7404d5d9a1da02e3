import type { Caller, Granted, StudyChoice } from '../../calls/request-context.js'
import { grantOf, meet } from '../../permissions/grant.js'

/** `JHE_STUDY` that lets the person choose. */
export const askForStudy = 'ask'

/**
 * A caller who sees no study before the person has chosen one, and then that one alone. The choice is
 * kept for the life of the process; no argument of a tool makes it.
 * @param make the caller that is held to less
 */
export function askingCaller(make: (granted: Granted) => Caller, granted: Granted): Caller {
  const heldTo = (studies: readonly number[]): Caller =>
    make({ ...granted, grant: meet(granted.grant, grantOf({ studies })) })
  let study: number | undefined
  let isDeclined = false
  let current = heldTo([])
  const choice: StudyChoice = {
    among: granted.grant,
    chosen: () => study,
    choose: (id) => {
      study = id
      isDeclined = false
      current = heldTo([id])
    },
    isDeclined: () => isDeclined,
    decline: () => {
      isDeclined = true
    },
  }
  return {
    ...current,
    get grant() {
      return current.grant
    },
    get notice() {
      return current.notice
    },
    choice,
  }
}

/** The same caller before anything is chosen, for questions of the person's own terminal. */
export function withoutChoice({ choice, ...caller }: Caller): Caller {
  return choice === undefined ? caller : { ...caller, grant: choice.among }
}
